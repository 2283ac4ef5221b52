package desk

import (
	"context"
	"time"
)

// Numbers are what is counted of one Place, such as a hotel: no names, and
// nothing that anybody wrote.
type Numbers struct {
	Place   string        `json:"place"`
	From    string        `json:"from"`    // first day in China, YYYY-MM-DD
	To      string        `json:"to"`      // last day
	Waiting int           `json:"waiting"` // for a person, now
	Total   NumbersLine   `json:"total"`
	Days    []NumbersLine `json:"days"` // those on which there was something
	Langs   []NumbersLine `json:"languages"`
	Topics  []NumbersLine `json:"topics"`
}

// A NumbersLine counts what has one key: a day, a language or a topic, "" where
// it is not known.
type NumbersLine struct {
	Key       string `json:"key"`
	Questions int    `json:"questions"`
	Answered  int    `json:"answered"`
	HandedOn  int    `json:"handed_over"` // to a person
}

// mostWaiting bounds how many waiting Cases of a Place are counted.
const mostWaiting = 1000

// LinkPlace makes the secret of the link by which a Place, which is there, sees
// its Numbers; the one before it ends.
func (s *Service) LinkPlace(ctx context.Context, place string, by Actor) (string, error) {
	secret, err := s.secret()
	if err != nil {
		return "", err
	}
	return secret, s.Store.SetPlaceLink(ctx, place, HashSecret(secret), by, s.now())
}

// UnlinkPlace ends the link of a Place, if it has one.
func (s *Service) UnlinkPlace(ctx context.Context, place string, by Actor) error {
	return s.Store.SetPlaceLink(ctx, place, nil, by, s.now())
}

// PlaceNumbers counts what was asked at a Place from the day of from up to,
// without, the day of to. It is [ErrNotFound] where secret is not that of the
// Place's link.
func (s *Service) PlaceNumbers(ctx context.Context, place, secret string, from, to time.Time) (Numbers, error) {
	out := Numbers{Place: place, From: from.In(ChinaTime).Format(time.DateOnly), To: to.In(ChinaTime).AddDate(0, 0, -1).Format(time.DateOnly)}
	linked, err := s.Store.PlaceLinked(ctx, place, HashSecret(secret))
	if err != nil {
		return out, err
	}
	if !linked {
		return out, ErrNotFound
	}
	waiting, err := s.Store.Cases(ctx, CaseFilter{States: []CaseState{Waiting}, Place: place, Limit: mostWaiting})
	if err != nil {
		return out, err
	}
	out.Waiting = len(waiting)
	for _, part := range []struct {
		by   string
		into *[]NumbersLine
	}{{"day", &out.Days}, {"lang", &out.Langs}, {"topic", &out.Topics}} {
		lines, err := s.Store.Report(ctx, ReportQuery{From: from, To: to, By: part.by, Place: place})
		if err != nil {
			return out, err
		}
		*part.into = []NumbersLine{}
		for _, l := range lines {
			*part.into = append(*part.into, NumbersLine{l.Key, l.Questions, l.Answered, l.Cases})
		}
	}
	for _, d := range out.Days {
		out.Total.Questions += d.Questions
		out.Total.Answered += d.Answered
		out.Total.HandedOn += d.HandedOn
	}
	return out, nil
}
