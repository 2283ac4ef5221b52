package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"payhelp/bot"
	"payhelp/bot/desk"
	"payhelp/bot/eval"
)

type evalFlags struct {
	kb          kbFlags
	questions   string
	predictions string
	json        bool
}

func newEval() *cobra.Command {
	var f evalFlags
	cmd := &cobra.Command{
		Use:   "eval --questions FILE.jsonl",
		Short: "Answer every question of a labelled set and print the figures",
		Long: `Answer every question of a labelled set and print the figures: overall, by
language and by label, the reliability of confidence, and the worst confusions.

Rows are {"id","lang","text","gold":["id"],"ok":["id"],"prev":"..."|null}; the
engine is given text (after prev, where there is one) and nothing else. Gold
"none" is out of scope, "chat-..." small talk. A row with "label" in place of
"gold" is read too.`,
		Example: `  payhelp eval --questions knowledge/testdata/questions.jsonl
  payhelp eval --questions test.jsonl --kb banking77 --predictions out.jsonl --json`,
		Args: arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.questions == "" {
				return usageError{errors.New("--questions FILE.jsonl is required; see `payhelp eval --help`")}
			}
			return evaluate(cmd.Context(), cmd.OutOrStdout(), f)
		},
	}
	f.kb.add(cmd)
	cmd.Flags().StringVar(&f.questions, "questions", "", "the labelled questions, JSON lines")
	cmd.Flags().StringVar(&f.predictions, "predictions", "", "write each reply to this file, JSON lines")
	cmd.Flags().BoolVar(&f.json, "json", false, "print the figures as one JSON document")
	return cmd
}

func evaluate(ctx context.Context, out io.Writer, f evalFlags) error {
	rows, err := readQuestions(f.questions)
	if err != nil {
		return err
	}
	ix, err := f.kb.open(ctx)
	if err != nil {
		return err
	}
	defer ix.Close() //nolint:errcheck // opened for reading
	bar := newBar(len(rows), "Answering")
	predictions := make([]bot.Reply, 0, len(rows))
	for _, r := range rows {
		if err := ctx.Err(); err != nil {
			return err
		}
		var memory bot.Memory
		if r.Prev != nil {
			// The visitor's message before this one, as a conversation would have it.
			if memory, _, err = desk.Answer(ctx, ix, desk.Question{Text: *r.Prev}, time.Now()); err != nil {
				return fmt.Errorf("question %s: %w", r.ID, err)
			}
		}
		_, reply, err := desk.Answer(ctx, ix, desk.Question{Memory: memory, Text: r.Text}, time.Now())
		if err != nil {
			return fmt.Errorf("question %s: %w", r.ID, err)
		}
		reply.ID = r.ID
		predictions = append(predictions, reply)
		_ = bar.Add(1)
	}
	_ = bar.Finish()
	if f.predictions != "" {
		if err := writePredictions(f.predictions, predictions); err != nil {
			return err
		}
	}
	report := eval.Score(rows, predictions)
	if f.json {
		return json.NewEncoder(out).Encode(report)
	}
	printReport(out, report)
	return nil
}

func readQuestions(path string) ([]eval.Row, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("questions: %w", err)
	}
	defer file.Close() //nolint:errcheck // only read from
	rows, err := eval.ReadRows(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("%s: there are no questions in it", path)
	}
	return rows, nil
}

func writePredictions(path string, predictions []bot.Reply) (err error) {
	file, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("predictions: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	w := bufio.NewWriter(file)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, p := range predictions {
		if err := enc.Encode(p); err != nil {
			return fmt.Errorf("predictions: %w", err)
		}
	}
	return w.Flush()
}

func printReport(out io.Writer, r eval.Report) {
	const line = "%-28s %5d %7.1f %7.1f %7.1f %7.1f %7.1f %7.1f\n"
	fmt.Fprintf(out, "%-28s %5s %7s %7s %7s %7s %7s %7s\n", "", "rows", "first", "in 4", "shown", "wrong", "refused", "lang")
	row := func(name string, f eval.Figures) {
		fmt.Fprintf(out, line, name, f.All(), eval.Share(f.First, f.Questions), eval.Share(f.AmongFour, f.Questions),
			eval.Share(f.Answered, f.Questions), eval.Share(f.Wrong, f.All()), eval.Share(f.Refused, f.OutOfScope), eval.Share(f.Language, f.All()))
	}
	row("all", r.Overall)
	fmt.Fprintln(out)
	for _, lang := range slices.Sorted(maps.Keys(r.ByLang)) {
		row(lang, r.ByLang[lang])
	}
	fmt.Fprintln(out)
	for _, label := range slices.Sorted(maps.Keys(r.ByLabel)) {
		row(label, r.ByLabel[label])
	}
	fmt.Fprintf(out, "\nfirst, in 4: %% of questions in scope with the right article first, among the first four\n"+
		"shown: %% of them answered with an article; wrong: %% of all rows shown a wrong article\n"+
		"refused: %% of rows out of scope not shown an article; lang: %% with the language judged right\n")
	fmt.Fprintf(out, "\nconfidence    rows    mean   right\n")
	for _, b := range r.Reliability {
		fmt.Fprintf(out, "%.2f to %.2f %6d %7.3f %7.3f\n", b.From, b.To, b.Count, b.Mean, b.Right)
	}
	fmt.Fprintf(out, "\nAUROC, in scope against out of scope: %.3f\n", r.AUROC)
	fmt.Fprintf(out, "engine time: p50 %d µs, p99 %d µs\n\nworst confusions\n", r.MicrosP50, r.MicrosP99)
	for _, c := range r.Confusions[:min(10, len(r.Confusions))] {
		fmt.Fprintf(out, "%4d  %s taken for %s\n", c.Count, c.Gold, c.Taken)
	}
}
