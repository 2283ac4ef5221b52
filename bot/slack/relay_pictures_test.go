package slack_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	slackgo "github.com/slack-go/slack"

	"payhelp/bot/desk"
	"payhelp/bot/relay"
	"payhelp/bot/slack/slackfake"
)

// secrets is what a phone writes into a picture.
var secrets = []string{"Xiaomi 13 Ultra", "37.8706N 112.5489E"}

// photo is a JPEG with the secrets in its Exif and behind its end.
func photo(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, 640, 480)), nil); err != nil {
		t.Fatal(err)
	}
	exif := "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00" + strings.Join(secrets, "\x00")
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, 0xe1}, uint16(len(exif)+2))
	return slices.Concat(head, []byte(exif), out.Bytes()[2:], []byte(strings.Join(secrets, " ")))
}

// pictures is the messages with pictures that the visitor was sent.
func (h *house) pictures(conversation string) []desk.Message {
	h.Helper()
	all, err := h.desk.History(h.Context(), conversation, 0, 2000)
	if err != nil {
		h.Fatal(err)
	}
	return slices.DeleteFunc(all, func(m desk.Message) bool { return m.Picture == nil })
}

// told is what a person was told alone after they were linked.
func (h *house) told(user string) []string {
	return slices.DeleteFunc(h.private(user), func(s string) bool { return strings.Contains(s, "Linked") })
}

// attached is that li writes into a thread with files.
func (h *house) attached(root, text string, files ...slackgo.File) slackfake.Payload {
	return h.world.Say("U0LI", channel, root, text, files...)
}

func (h *house) jpeg(name string) slackgo.File {
	return h.world.AddFile(name, "image/jpeg", photo(h.T))
}

func TestRelayAPictureWithoutItsPlaceAndCamera(t *testing.T) {
	h := openHouse(t)
	conversation, id, root := h.taken()
	p := h.attached(root, "The ATM looks like this", h.jpeg("IMG_1.jpg"), h.jpeg("IMG_2.jpg"))
	h.happens(p)
	sent := h.pictures(conversation)
	if len(sent) != 2 || sent[0].Author != "李娜" || sent[0].Picture.Width != 640 || sent[0].Picture.Height != 480 {
		t.Fatalf("the visitor was sent %+v, want two pictures of 640 by 480 pixels from 李娜", sent)
	}
	h.want("the visitor heard", h.heard(conversation), "The ATM looks like this", "Picture from 李娜", "Picture from 李娜")
	got, err := h.desk.Picture(t.Context(), conversation, sent[0].Seq)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range append([]string{"IMG_1"}, secrets...) {
		if bytes.Contains(got.Data, []byte(secret)) {
			t.Errorf("the picture that the visitor is sent has %q", secret)
		}
	}
	h.want("notes", h.notes(id))
	if shown := h.ours(root); strings.Contains(shown, "Picture") || strings.Contains(shown, "图片") {
		t.Errorf("the thread repeats the picture that stands in it: %q", shown)
	}
	c, err := h.desk.Store.Conversation(t.Context(), conversation)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.desk.Delivered(t.Context(), &c, sent); err != nil {
		t.Fatal(err)
	}
	h.work()
	h.want("marks", h.world.Reactions(channel, p.TS()), "white_check_mark")
	if failed := h.refusedCalls(); len(failed) > 0 {
		t.Errorf("Slack refused %q", failed)
	}

	// Deleted in Slack, it is gone for the visitor too, and what it said.
	h.happens(h.world.Remove(channel, p.TS()))
	if left := h.pictures(conversation); len(left) != 0 {
		t.Errorf("%d pictures are left of a message that was deleted", len(left))
	}
	h.want("the visitor still has", h.heard(conversation))
}

func TestRelayAFileThatIsNoPicture(t *testing.T) {
	h := openHouse(t)
	conversation, id, root := h.taken()
	p := h.attached(root, "", h.world.AddFile("form.jpg", "image/jpeg", []byte("GIF89a, whatever it is called")), h.jpeg("a.jpg"),
		h.world.AddFile("list.pdf", "application/pdf", bytes.Repeat([]byte("%PDF"), 2<<20)))
	h.happens(p)
	if sent := h.pictures(conversation); len(sent) != 1 {
		t.Errorf("the visitor was sent %d pictures, want the one that is", len(sent))
	}
	told := strings.Join(h.told("U0LI"), "\n")
	contains(t, "what the officer is told", told, "form.jpg", "不是 JPEG 或 PNG 图片", "list.pdf", "超过 5 MB", "larger than 5 MB")
	if strings.Contains(told, "a.jpg") {
		t.Errorf("the officer is told of what was sent: %q", told)
	}
	h.want("marks", h.world.Reactions(channel, p.TS()), "warning")
	if notes := h.notes(id); len(notes) != 1 || !strings.Contains(notes[0], "form.jpg") || strings.Contains(notes[0], "a.jpg") {
		t.Errorf("the notes are %q, want what was not sent, by its name", notes)
	}
}

func TestRelayAPictureTwice(t *testing.T) {
	h := openHouse(t)
	conversation, _, root := h.taken()
	gone := slackgo.File{ID: "F1", Name: "gone.jpg", URLPrivate: h.jpeg("x").URLPrivate + "/nowhere"}
	p := h.attached(root, "look", h.jpeg("a.jpg"), gone)
	h.happens(p, p.WithID("EvOther"), p.Again())
	h.restart()
	h.happens(p.Again(), p.WithID("EvAfter"))
	if sent := h.pictures(conversation); len(sent) != 1 {
		t.Errorf("the visitor was sent the picture %d times, want once", len(sent))
	}
	h.want("the visitor heard", h.heard(conversation), "look", "Picture from 李娜")
	if told := h.told("U0LI"); len(told) != 1 || !strings.Contains(told[0], "没能取得文件") {
		t.Errorf("the officer is told %q, want once of the file that is gone", told)
	}
}

// TestRelayAPictureWhoseFileComesLater: what came before it is not sent again
// when it is fetched again.
func TestRelayAPictureWhoseFileComesLater(t *testing.T) {
	h := openHouse(t)
	conversation, _, root := h.taken()
	p := h.attached(root, "", h.jpeg("a.jpg"), h.jpeg("b.jpg"))
	h.world.FailNext("file", slackfake.Fault{}, slackfake.Fault{Status: http.StatusServiceUnavailable})
	h.happens(p)
	for range 3 {
		h.desk.Clock.Advance(time.Minute)
		h.work()
	}
	if sent := h.pictures(conversation); len(sent) != 2 {
		t.Errorf("the visitor was sent %d pictures, want 2", len(sent))
	}
	h.want("the officer is told", h.told("U0LI"))
}

func TestRelayPicturesOfOthersAreNotes(t *testing.T) {
	h := openHouse(t)
	conversation, id, root := h.taken()
	h.happens(
		h.world.Say("U0WANG", channel, root, "", h.jpeg("wang.jpg")), h.world.Say("U0GUEST", channel, root, "", h.jpeg("guest.jpg")),
		h.attached(root, "// for us", h.jpeg("ours.jpg")),
	)
	if sent := h.pictures(conversation); len(sent) != 0 {
		t.Errorf("the visitor was sent %d pictures, want none", len(sent))
	}
	if notes := strings.Join(h.notes(id), "|"); !strings.Contains(notes, "wang.jpg") || !strings.Contains(notes, "guest.jpg") || !strings.Contains(notes, "ours.jpg") {
		t.Errorf("the notes are %q, want each file by its name", notes)
	}
}

// TestRelayFilesFromElsewhereAreNotFetched: the token goes to Slack alone.
func TestRelayFilesFromElsewhereAreNotFetched(t *testing.T) {
	h := openHouse(t)
	conversation, _, root := h.taken()
	h.happens(h.attached(root, "", slackgo.File{ID: "F1", Name: "a.jpg", URLPrivate: "https://files.example/a.jpg"}, slackgo.File{ID: "F2", Name: "b.jpg"}))
	for range 5 {
		h.desk.Clock.Advance(time.Minute)
		h.work()
	}
	if sent := h.pictures(conversation); len(sent) != 0 {
		t.Errorf("the visitor was sent %d pictures, want none", len(sent))
	}
	contains(t, "what the officer is told", strings.Join(h.told("U0LI"), "\n"), "a.jpg", "b.jpg", "没能取得文件")
}

// TestRelayPicturesForAFrontDeskInSlack: it has nowhere to show them.
func TestRelayPicturesForAFrontDeskInSlack(t *testing.T) {
	h := openHouse(t)
	h.world.AddUser(slackfake.User{ID: "U0CLERK", Name: "前台小赵", Team: slackfake.Team})
	h.happens(h.world.Command("U0CLERK", "C0LOBBY", "ATMでいくらまで引き出せますか"))
	h.answers(h.world.Press(t, "U0CLERK", "D0CLERK", h.last("D0CLERK").Timestamp, relay.ActCall))
	h.answers(h.world.Submit("U0CLERK", map[string]string{"lang": "ja", "room": "1208", "tried": "换过一张卡"}))
	root := h.roots()[0]
	h.happens(h.world.Press(t, "U0LI", channel, root, relay.ActTake))
	h.happens(h.attached(root, "", h.jpeg("a.jpg")))
	contains(t, "what the officer is told", strings.Join(h.told("U0LI"), "\n"), "a.jpg", "不能显示图片")
}

// TestRelayEditsOfAMessageWithPictures: words are added, changed and removed
// without its pictures, and all of it is taken back where it becomes a note.
func TestRelayEditsOfAMessageWithPictures(t *testing.T) {
	h := openHouse(t)
	conversation, id, root := h.taken()
	p := h.attached(root, "", h.jpeg("a.jpg"))
	h.happens(p)
	edit := func(text string, pictures int, heard ...string) {
		t.Helper()
		h.desk.Clock.Advance(time.Second)
		h.happens(h.world.Edit(channel, p.TS(), text))
		if sent := h.pictures(conversation); len(sent) != pictures {
			t.Errorf("edited to %q, the visitor has %d pictures, want %d", text, len(sent), pictures)
		}
		h.want("edited to "+text+", the visitor has", h.heard(conversation), heard...)
	}
	edit("Go to this one", 1, "Picture from 李娜", "Go to this one")
	edit("Go to this one, at gate 3", 1, "Picture from 李娜", "Go to this one, at gate 3")
	h.want("notes", h.notes(id))
	edit("// not yet", 0)
	if notes := h.notes(id); len(notes) != 1 || !strings.Contains(notes[0], "not yet") {
		t.Errorf("the notes are %q, want what it says now", notes)
	}
}

// TestRelayAPictureOfACaseThatChangedHands is a note, as words are.
func TestRelayAPictureOfACaseThatChangedHands(t *testing.T) {
	h := openHouse(t)
	conversation, id, root := h.taken()
	h.tells(h.attached(root, "", h.jpeg("a.jpg")))
	if _, err := h.desk.TakeOver(t.Context(), id, h.li.ID, desk.Actor{Staff: h.wang.ID, Name: "王强", Via: "session"}); err != nil {
		t.Fatal(err)
	}
	h.work()
	if sent := h.pictures(conversation); len(sent) != 0 {
		t.Errorf("the visitor was sent %d pictures, want none", len(sent))
	}
	if notes := h.notes(id); len(notes) != 1 || !strings.Contains(notes[0], "a.jpg") {
		t.Errorf("the notes are %q, want the file by its name", notes)
	}
}

// TestRelayAMessageOfWhichOnlyTheWordsWent: the case changes hands while its
// picture is waited for; what went stays, and the picture is a note.
func TestRelayAMessageOfWhichOnlyTheWordsWent(t *testing.T) {
	h := openHouse(t)
	conversation, id, root := h.taken()
	h.world.FailNext("file", slackfake.Fault{Status: http.StatusServiceUnavailable})
	h.tells(h.attached(root, "this one", h.jpeg("a.jpg")))
	h.relay.Step(t.Context())
	if _, err := h.desk.TakeOver(t.Context(), id, h.li.ID, desk.Actor{Staff: h.wang.ID, Name: "王强", Via: "session"}); err != nil {
		t.Fatal(err)
	}
	h.desk.Clock.Advance(time.Minute)
	h.work()
	h.want("the visitor heard", h.heard(conversation), "this one")
	if notes := h.notes(id); len(notes) != 1 || !strings.Contains(notes[0], "a.jpg") || strings.Contains(notes[0], "this one") {
		t.Errorf("the notes are %q, want the picture by its name alone", notes)
	}
}
