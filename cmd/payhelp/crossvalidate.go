package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"payhelp/bot"
	"payhelp/bot/eval"
	"payhelp/index"
	"payhelp/knowledge"
)

// crossValidate makes a knowledge base of all but one part of the questions,
// answers that part, and so on for each of the parts. Each label's questions
// are dealt out in turn, so that the parts are alike and the same each time.
func crossValidate(ctx context.Context, out io.Writer, f evalFlags, rows []eval.Row) error {
	if f.folds < 2 || f.folds > 20 {
		return usageError{errors.New("--folds is a number from 2 to 20")}
	}
	if f.kb.dir != "" {
		return usageError{errors.New("--folds makes knowledge bases of the questions; it does not go with --kb")}
	}
	work, err := os.MkdirTemp("", "payhelp-folds-")
	if err != nil {
		return fmt.Errorf("cross-validate: %w", err)
	}
	defer os.RemoveAll(work) //nolint:errcheck // a temporary directory
	dealt := map[string]int{}
	part := make([]int, len(rows))
	for i, r := range rows {
		part[i] = dealt[r.Gold[0]] % f.folds
		dealt[r.Gold[0]]++
	}
	var tried []eval.Row
	var predictions []bot.Reply
	bar := newBar(len(rows), "Answering")
	for fold := range f.folds {
		var learned []knowledge.Example
		var held []eval.Row
		for i, r := range rows {
			if part[i] == fold {
				held = append(held, r)
			} else {
				learned = append(learned, knowledge.Example{Lang: r.Lang, Text: r.Text, Label: r.Gold[0]})
			}
		}
		replies, err := answerFold(ctx, filepath.Join(work, fmt.Sprint(fold)), learned, held, func() { _ = bar.Add(1) })
		if err != nil {
			return fmt.Errorf("part %d of %d: %w", fold+1, f.folds, err)
		}
		tried = append(tried, held...)
		predictions = append(predictions, replies...)
	}
	_ = bar.Finish()
	return reportOn(out, f, tried, predictions)
}

// answerFold answers held from a knowledge base of learned, made in dir.
func answerFold(ctx context.Context, dir string, learned []knowledge.Example, held []eval.Row, answered func()) ([]bot.Reply, error) {
	if _, err := knowledge.Import(learned, filepath.Join(dir, "kb")); err != nil {
		return nil, err
	}
	base, err := knowledge.Load(os.DirFS(filepath.Join(dir, "kb")))
	if err != nil {
		return nil, err
	}
	ix, err := index.Open(ctx, base, filepath.Join(dir, "index"), nil)
	if err != nil {
		return nil, err
	}
	defer ix.Close() //nolint:errcheck // opened for reading
	return answerRows(ctx, ix, held, answered)
}
