package relay

// The Actions of Buttons and Inputs, and what their Value is.
const (
	ActTake    = "take"    // number of the case
	ActReply   = "reply"   // number of the case
	ActPass    = "pass"    // number of the case
	ActResolve = "resolve" // number of the case
	ActPick    = "pick"    // in the reply form: article:ID or phrase:ID
	ActChoose  = "choose"  // in a clerk's thread: id of an article
	ActCall    = "call"    // in a clerk's thread: nothing
)

// The Forms and their Inputs.
const (
	FormReply   = "reply"   // ActPick, InText, InSlot + name of a slot
	FormResolve = "resolve" // InReason, InNote
	FormPass    = "pass"    // InTo, InNote
	FormCall    = "call"    // InLang, InRoom, InTried

	InText   = "text"
	InSlot   = "slot:"
	InReason = "reason"
	InNote   = "note"
	InTo     = "to" // account; InQueue for back into the queue
	InLang   = "lang"
	InRoom   = "room"
	InTried  = "tried"

	InQueue = "queue"
)
