package desk

// salient are what visitors do and what goes wrong at a payment, and the names
// of cards: a Card has no other steps and symptoms, but that somebody pays, and
// other cards only where no name is known. "I want to link my Mastercard, to
// pay by card" is about linking a Mastercard, whatever came last.
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

// telling reports whether a concept says what a question is about: everyday words,
// of which the glossary has hundreds for those who read by it, do not.
func telling(kind, id string) bool {
	switch kind {
	case "ask", "time":
		return false
	case "step", "symptom":
		return salient[id] || id == "pay"
	}
	return true
}

func set(ids ...string) map[string]bool {
	out := make(map[string]bool, len(ids))
	for _, id := range ids {
		out[id] = true
	}
	return out
}
