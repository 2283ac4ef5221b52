// Package web is payhelp over HTTP: the API, the pages, health and metrics.
// Handlers translate between HTTP and package desk; they decide nothing. Every
// error leaves as a problem document (RFC 9457), or as a page to whoever looks
// at pages.
//
// The pages are templates in ui/ that work as plain forms, and TypeScript in
// ui/src, built into ui/dist by npm and committed, so that running and testing
// need no Node. Interface words come from package locales: those of the page's
// language inside the page, others from /words/{lang}.
package web
