// Package index finds what a question asks for: it judges the language of a
// message, ranks the Articles of a knowledge base for it with a calibrated
// confidence, searches texts for staff, and finds the nearest Places.
//
// Full text and geography are Bleve's. The ranking is a model that is trained
// on the base's own question variants when the index is built: for each
// language linear support vector machines over the terms of its Bleve analyzer,
// character n-grams and the glossary's concepts; the nearest known questions;
// full-text scores of titles and answers; and a model over concepts alone that
// all languages train. How the signals are weighed, and how sure they make, is
// learned from questions held out in turn, some of them with their label
// hidden, so that not knowing is learned too.
//
// A build depends on the base alone, so its result is kept on disk under the
// content's hash. The package decides nothing about what is said; package bot
// does.
package index
