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
	"payhelp/index"
)

type evalFlags struct {
	kb          kbFlags
	questions   string
	predictions string
	json        bool
	folds       int // cross-validation; 0 for none
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
		Example: `  payhelp eval --questions bot/eval/testdata/questions.jsonl
  payhelp eval --questions test.jsonl --kb banking77 --predictions out.jsonl --json
  payhelp eval --questions banking77.train.jsonl --folds 5`,
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
	cmd.Flags().IntVar(&f.folds, "folds", 0, "cross-validate: answer each of so many parts of the questions from a knowledge base made of the others")
	cmd.Flags().BoolVar(&f.json, "json", false, "print the figures as one JSON document")
	return cmd
}

func evaluate(ctx context.Context, out io.Writer, f evalFlags) error {
	rows, err := readQuestions(f.questions)
	if err != nil {
		return err
	}
	if f.folds != 0 {
		return crossValidate(ctx, out, f, rows)
	}
	ix, err := f.kb.open(ctx)
	if err != nil {
		return err
	}
	defer ix.Close() //nolint:errcheck // opened for reading
	bar := newBar(len(rows), "Answering")
	predictions, err := answerRows(ctx, ix, rows, func() { _ = bar.Add(1) })
	if err != nil {
		return err
	}
	_ = bar.Finish()
	return reportOn(out, f, rows, predictions)
}

// answerRows answers each row as its own conversation, and calls answered
// after each.
func answerRows(ctx context.Context, ix *index.Index, rows []eval.Row, answered func()) ([]bot.Reply, error) {
	predictions := make([]bot.Reply, 0, len(rows))
	for _, r := range rows {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		reply, err := desk.AnswerAfter(ctx, ix, r.Prev, r.Text, time.Now())
		if err != nil {
			return nil, fmt.Errorf("question %s: %w", r.ID, err)
		}
		reply.ID = r.ID
		predictions = append(predictions, reply)
		answered()
	}
	return predictions, nil
}

// reportOn writes the predictions where they are wanted and prints the figures.
func reportOn(out io.Writer, f evalFlags, rows []eval.Row, predictions []bot.Reply) error {
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
