// Package web is payhelp over HTTP: the API, the pages, health and metrics.
// Handlers translate between HTTP and package desk; they decide nothing. Every
// error leaves as a problem document (RFC 9457).
package web
