package desk

// salient are the concepts that a Card has in a field before all others of
// their kind: what visitors do and what goes wrong at a payment, and names of
// cards. "I want to link my Mastercard, to pay by card" is about linking a
// Mastercard, whatever came last.
var salient = set(
	// steps
	"link-card", "unlink-card", "verify-id", "face-scan", "register", "log-in", "scan", "withdraw", "deposit-money", "top-up", "transfer",
	"remittance", "exchange-money", "change-back", "refund", "cancel", "open-account", "close-account", "block-card", "sign", "show-code",
	"split-bill", "insert-card", "swipe-card", "hold-near", "reset", "resend-code", "download-app", "tip", "book", "dcc",
	// symptoms
	"declined", "error", "stuck", "frozen", "swallowed", "no-cash-dispensed", "not-arrived", "refused-cash", "lost", "stolen", "double-charge",
	"wrong-amount", "insufficient", "limit-exceeded", "expired", "name-mismatch", "wrong-pin", "no-internet", "battery-dead", "no-change-given",
	"fake", "torn", "cheated", "not-supported", "out-of-service", "out-of-cash", "locked-out", "missing-money", "unauthorised",
	// cards
	"visa-card", "mastercard", "amex", "jcb", "diners", "discover", "unionpay-card", "mir",
)

func set(ids ...string) map[string]bool {
	out := make(map[string]bool, len(ids))
	for _, id := range ids {
		out[id] = true
	}
	return out
}
