// Package locales is how payhelp speaks: the languages it serves, the go-i18n
// catalogues of its interface messages, and how each language writes money,
// numbers, percentages, durations, dates and lists.
//
// Languages are named by BCP 47 tags as strings. Supported lists the twelve
// that are served in full; Match finds the nearest of them to what a browser or
// a visitor prefers. The package imports nothing of the project: all others
// stand on it.
package locales
