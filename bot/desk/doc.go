// Package desk acts on what package bot decides: it loads a conversation, asks
// the engine, stores the outcome and only then tells others. It also gives the
// stateless answer that the command line and the API share.
package desk
