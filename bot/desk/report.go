package desk

import "time"

// A ReportQuery says what is counted. Days are those of China.
type ReportQuery struct {
	From, To time.Time // from the day of From up to, without, the day of To
	By       string    // day, lang, topic or place
	Lang     string    // only these; "" for all
	Topic    string
	Place    string
}

// A ReportLine counts what has one Key: a day as YYYY-MM-DD, or a language,
// topic or place, "" where it is not known.
type ReportLine struct {
	Key       string
	Questions int // messages but small talk
	Answered  int // of them, with an Article
	Cases     int // handed over to a person
	Claimed   int // of them, claimed
	Waited    time.Duration
	Waits     []time.Duration // of the Cases that are not erased, until claimed; sorted
}

// A QuestionLine is one question of a visitor in a report.
type QuestionLine struct {
	Conversation string    `json:"conversation"`
	Seq          int64     `json:"seq"`
	At           time.Time `json:"at"`
	Text         string    `json:"text"`
	Lang         string    `json:"lang"`
	Place        string    `json:"place"`
	Article      string    `json:"article"` // that matched best
	Kind         string    `json:"kind"`
}

// QuestionFilter says which questions are wanted.
type QuestionFilter struct {
	From, To   time.Time
	Unanswered bool     // only those that found no answer
	Articles   []string // only those answered with one of these, and not those that tapped it; empty for all
	Limit      int
}

// A FactChange is a Fact whose value became another.
type FactChange struct {
	Fact string    `json:"fact"`
	Old  string    `json:"old"` // as English writes it
	New  string    `json:"new"`
	At   time.Time `json:"at"` // when it was first seen
}

// A ToldFact is a Message that told a visitor a value.
type ToldFact struct {
	Conversation string    `json:"conversation"`
	Seq          int64     `json:"seq"`
	Lang         string    `json:"lang"` // that the visitor reads
	At           time.Time `json:"at"`
	Corrected    time.Time `json:"corrected,omitzero"`
}
