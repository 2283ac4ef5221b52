// Package knowledge is what payhelp knows: Articles that each answer one
// intent of a visitor, the Facts they rest on, the Glossary of what visitors
// call things, the Places that help and the Phrases that staff reply with.
//
// A Base is loaded from files that people edit (see content/README.md for
// their format) through an [io/fs.FS] and is checked while it is loaded: an
// unknown key, a duplicate id, a Fact without a source or a Text that names an
// unknown Fact is an error that names file and line. A loaded Base is
// immutable and safe for concurrent use.
//
// The package neither searches nor does any I/O but reading that FS; package
// index finds Articles and package bot decides what to say with them.
package knowledge
