package relay

import (
	"errors"

	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
	"payhelp/locales"
)

// Messages that officers and clerks are told alone; they stand in the locales,
// in Chinese and English.
const (
	saidNotLinked    = "RelayToldNotLinked"
	saidOutside      = "RelayToldOutside"
	saidTakeFirst    = "RelayToldTakeFirst"
	saidClosed       = "RelayToldClosed"
	saidNoCase       = "RelayToldNoCase"
	saidOnlyNote     = "RelayToldOnlyNote"
	saidFailed       = "RelayToldFailed"
	saidTranslated   = "RelayTranslated"
	saidFile         = "RelayToldFile"
	saidLinked       = "RelayToldLinked"
	saidWrongCode    = "RelayToldWrongCode"
	saidTooMany      = "RelayToldTooMany"
	saidUnlinked     = "RelayToldUnlinked"
	saidNoLink       = "RelayToldNoLink"
	saidHelp         = "RelayToldHelp"
	saidAnswered     = "RelayToldAnswered"
	saidTooLong      = "RelayToldTooLong"
	saidCalled       = "RelayToldCalled"
	saidPosition     = "RelayToldPosition"
	saidNotShown     = "RelayNotShown"
	saidCaseNotShown = "RelayCaseNotShown"

	// Why an act is refused.
	whyNoTranslation = "RelayWhyNoTranslation"
	whyForbidden     = "DeskForbidden"
	whyClosed        = "DeskCaseClosed"
	whyNotAuthor     = "RelayWhyNotAuthor"
	whyWithdrawn     = "RelayWhyWithdrawn"
	whyNotOwner      = "RelayWhyNotOwner"

	// Why a file is.
	whyFileLarge     = "RelayWhyFileLarge"
	whyFileType      = "RelayWhyFileType"
	whyFilePixels    = "RelayWhyFilePixels"
	whyFileBroken    = "RelayWhyFileBroken"
	whyFileFetch     = "RelayWhyFileFetch"
	whyFileFrontDesk = "RelayWhyFileFrontDesk"

	// What is wrong with an input.
	wrongChoice   = "RelayWrongChoice"
	wrongSlot     = "RelayWrongSlot"
	wrongReason   = "RelayWrongReason"
	wrongUnread   = "RelayWrongUnread"
	wrongLanguage = "RelayWrongLanguage"

	// How notes are kept.
	noteFile    = "RelayNoteFile"
	noteBy      = "RelayNoteBy"
	noteByGuest = "RelayNoteByGuest"
)

// told is a message as one person is told it: in Chinese, with the English
// beneath.
func told(id string, with ...string) string {
	return zh(id, with...) + "\n" + say(locales.English, id, with...)
}

// ownedBySomebody tells who has a case.
func ownedBySomebody(name string) string { return told("DeskHasCase", "name", name) }

// toldWhy tells why the desk refuses an act.
func toldWhy(err error) string { return why(locales.Chinese, err) + "\n" + why(locales.English, err) }

// toldFailed tells that a message does not reach the visitor, and why.
func toldFailed(err error) string {
	return zh(saidFailed, "why", why(locales.Chinese, err)) + "\n" + say(locales.English, saidFailed, "why", why(locales.English, err))
}

// why says in lang why the desk refuses an act. What is wrong with an input the
// desk says itself, in English.
func why(lang string, err error) string {
	var invalid *desk.InvalidError
	switch {
	case errors.As(err, &invalid):
		return invalid.Detail
	case errors.Is(err, desk.ErrClosed):
		return say(lang, whyClosed)
	case errors.Is(err, desk.ErrNotAuthor):
		return say(lang, whyNotAuthor)
	case errors.Is(err, desk.ErrWithdrawn):
		return say(lang, whyWithdrawn)
	case errors.Is(err, desk.ErrTranslation), errors.Is(err, desk.ErrNoTranslation):
		return say(lang, whyNoTranslation)
	case errors.Is(err, desk.ErrUnread):
		return say(lang, wrongUnread)
	case errors.Is(err, staff.ErrForbidden):
		return say(lang, whyForbidden)
	}
	return say(lang, whyNotOwner)
}
