// Package browser holds the tests that drive the pages in a real Chromium, on a
// phone and on a desktop, in several scripts. They are skipped, with the
// reason, where there is no Chromium; with PAYHELP_TEST_REQUIRE=1 they fail
// instead. PAYHELP_SCREENSHOTS=DIR writes pictures of the pages to DIR.
package browser
