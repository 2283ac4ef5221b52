package relay

// A Post is what a message of ours shows: Parts from top to bottom. All of its
// texts are shown as they are written; nothing in them mentions, links, formats
// or hides, whoever wrote it.
type Post struct {
	Summary string // one line, for notifications and lists
	Parts   []Part
}

// A PartKind is how a Part looks.
type PartKind string

// The kinds of Part, and which fields they have.
const (
	Heading PartKind = "heading" // Text, one line
	Text    PartKind = "text"    // Text
	Quote   PartKind = "quote"   // Text, that somebody wrote or is to be shown to somebody
	Large   PartKind = "large"   // Text that is held up to be read: show and say
	Small   PartKind = "small"   // Text: when, by whom
	Fields  PartKind = "fields"  // Fields, in two columns where there is room
	Buttons PartKind = "buttons" // Buttons, in a row
	Rule    PartKind = "rule"    // a line across
)

// A Part is one block of a Post or a Form.
type Part struct {
	Kind    PartKind
	Text    string
	Fields  []Field
	Buttons []Button
}

// A Field is a value under its name.
type Field struct {
	Label string
	Text  string
}

// A Button is pressed; what then happens is an Event of kind Pressed.
type Button struct {
	Action string // what it does: one of the Action constants
	Value  string // to what
	Label  string
	Style  ButtonStyle
}

// A ButtonStyle is how a Button looks.
type ButtonStyle string

// The styles of Button.
const (
	Plain   ButtonStyle = ""
	Primary ButtonStyle = "primary"
	Danger  ButtonStyle = "danger"
)

// A Form is a dialogue over the page.
type Form struct {
	ID     string // which form it is: comes back in the Event
	State  string // comes back in the Event, unseen; at most 2,000 bytes
	Title  string // at most 24 characters
	Submit string // label of the button; "" for a form that is only closed
	Close  string // label
	Parts  []Part // above the inputs
	Inputs []Input
	Below  []Part // below the inputs: a preview
}

// An InputKind is how a value is put in.
type InputKind string

// The kinds of Input.
const (
	Line   InputKind = "line"   // one line of text
	Area   InputKind = "area"   // several
	Select InputKind = "select" // one of Options
	Search InputKind = "search" // one of what Searched answers with; picking one is Pressed
)

// An Input is one field of a Form.
type Input struct {
	ID       string
	Label    string
	Kind     InputKind
	Hint     string // in the empty field
	Options  []Option
	Value    string // at first: the text, or the Value of an Option
	Optional bool
	Most     int // characters; 0 for the messenger's limit
}

// An Option is one that is chosen from.
type Option struct {
	Value string
	Label string
	Group string // under which heading; "" for none
}
