package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"payhelp/bot"
	"payhelp/bot/desk"
	"payhelp/index"
	"payhelp/locales"
)

type askFlags struct {
	kb      kbFlags
	lang    string
	json    bool
	explain bool
}

func newAsk() *cobra.Command {
	var f askFlags
	cmd := &cobra.Command{
		Use:   "ask [QUESTION...]",
		Short: "Answer one question, or chat in the terminal",
		Long: `Answer one question, in the language it is asked in. Without a question and on a
terminal it is a chat that remembers what was said before; otherwise every line
of standard input is a question.`,
		Example: `  payhelp ask "machine ate my card"
  payhelp ask --json 알리페이 카드 등록이 안 돼요
  payhelp ask --explain "and the fee?"`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkLang(f.lang); err != nil {
				return err
			}
			return ask(cmd.Context(), cmd.InOrStdin(), cmd.OutOrStdout(), f, strings.Join(args, " "), len(args) > 0)
		},
	}
	f.kb.add(cmd)
	cmd.Flags().StringVar(&f.lang, "lang", "", "answer in this language, whatever that of the question: "+strings.Join(locales.Supported(), " "))
	cmd.Flags().BoolVar(&f.json, "json", false, "print one JSON document a question")
	cmd.Flags().BoolVar(&f.explain, "explain", false, "say which signals led to the answer, and why not to the next")
	_ = cmd.RegisterFlagCompletionFunc("lang", cobra.FixedCompletions(locales.Supported(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func ask(ctx context.Context, in io.Reader, out io.Writer, f askFlags, question string, given bool) error {
	if given && strings.TrimSpace(question) == "" {
		return usageError{errNoQuestion}
	}
	ix, err := f.kb.open(ctx)
	if err != nil {
		return err
	}
	defer ix.Close() //nolint:errcheck // opened for reading
	if given {
		_, err := f.answer(ctx, ix, out, bot.Memory{}, question)
		return err
	}
	interactive := isTerminal(in) && isTerminal(out)
	prompt := func() {
		if interactive {
			fmt.Fprint(out, "\n> ")
		}
	}
	if interactive {
		fmt.Fprintln(out, locales.Text(orEnglish(f.lang), "ReplyGreeting", nil))
		fmt.Fprintln(out, "(end with Ctrl-D)")
	}
	var memory bot.Memory
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<21)
	for prompt(); lines.Scan(); prompt() {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		if memory, err = f.answer(ctx, ix, out, memory, lines.Text()); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read question: %w", err)
	}
	return nil
}

func orEnglish(lang string) string {
	if lang == "" {
		return locales.English
	}
	return lang
}

func (f askFlags) answer(ctx context.Context, ix *index.Index, out io.Writer, m bot.Memory, question string) (bot.Memory, error) {
	next, reply, err := desk.Answer(ctx, ix, desk.Question{Memory: m, Text: question, ReplyLang: f.lang, Explain: f.explain}, time.Now())
	if err != nil {
		return m, err
	}
	if f.json {
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		return next, enc.Encode(reply)
	}
	printReply(out, reply)
	return next, nil
}

func isTerminal(v any) bool {
	f, ok := v.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// printReply writes a reply for a person at a terminal.
func printReply(out io.Writer, r bot.Reply) {
	bold, plain := "", ""
	if isTerminal(out) && os.Getenv("NO_COLOR") == "" {
		bold, plain = "\x1b[1m", "\x1b[0m"
	}
	if r.Notice != "" {
		fmt.Fprintf(out, "%s\n\n", r.Notice)
	}
	if r.Title != "" {
		fmt.Fprintf(out, "%s%s%s\n\n", bold, r.Title, plain)
	}
	fmt.Fprintln(out, r.Text)
	for i, c := range r.Choices {
		fmt.Fprintf(out, "  %d. %s\n", i+1, c.Title)
	}
	if r.Show != nil && r.Kind == bot.Answer {
		fmt.Fprintf(out, "\n%s%s%s\n  %s\n  %s\n  %s\n", bold, locales.Text(r.AnswerLang, "ReplyShow", nil), plain, r.Show.Chinese, r.Show.Pinyin, r.Show.Text)
	}
	for i, p := range r.Places {
		if i == 0 {
			fmt.Fprintf(out, "\n%s%s%s\n", bold, locales.Text(r.AnswerLang, "ReplyPlaces", nil), plain)
		}
		fmt.Fprintf(out, "  %s (%s)\n", p.Name, p.NameZh)
	}
	if r.Kind == bot.Answer {
		fmt.Fprintln(out)
		if r.Checked != "" {
			fmt.Fprintln(out, locales.Text(r.AnswerLang, "ReplyChecked", map[string]any{"Date": locales.PartialDate(r.AnswerLang, r.Checked)}))
		}
	}
	if e := r.Explain; e != nil {
		printExplanation(out, e)
	}
}

func printExplanation(out io.Writer, e *bot.Explanation) {
	fmt.Fprintf(out, "\nshown from confidence %.2f; nothing fits: %.2f; follow-up: %v; concepts: %s\n",
		e.Threshold, e.None, e.FollowUp, strings.Join(e.Concepts, " "))
	for _, h := range e.Hits {
		fmt.Fprintf(out, "  %.3f %-26s margin %+.2f nearest %.2f near %.2f text %.2f concept %+.2f | %s\n", h.Confidence, h.Article,
			h.Signals["margin"], h.Signals["nearest"], h.Signals["near"], h.Signals["text"], h.Signals["concept"], h.Nearest)
	}
}
