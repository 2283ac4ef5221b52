package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"payhelp/knowledge"
)

func newKB() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "kb",
		Short: "Check, measure and make knowledge bases",
		Example: `  payhelp kb lint
  payhelp kb import questions.jsonl --out my-kb`,
		Args: arguments(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			return usageError{errors.New("kb needs lint, stats or import; see `payhelp kb --help`")}
		},
	}
	cmd.AddCommand(newKBLint(), newKBStats(), newKBImport())
	return cmd
}

func newKBImport() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "import FILE.jsonl... --out DIR",
		Short: "Make a knowledge base from labelled questions",
		Long: `Make a knowledge base from labelled questions, JSON lines
{"lang","text","label"}: each label becomes an article, its texts the question
variants. The labels "none" and "oos" are examples of what is out of scope.`,
		Example: "  payhelp kb import banking77.train.jsonl --out banking77",
		Args:    arguments(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if out == "" {
				return usageError{errors.New("--out DIR is required; see `payhelp kb import --help`")}
			}
			var all []knowledge.Example
			for _, name := range args {
				examples, err := readExamples(name)
				if err != nil {
					return err
				}
				all = append(all, examples...)
			}
			articles, err := knowledge.Import(all, out)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%d articles from %d questions in %s\n", articles, len(all), out)
			return nil
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "directory to write to; new or empty")
	_ = cmd.MarkFlagDirname("out")
	return cmd
}

func readExamples(name string) ([]knowledge.Example, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read from
	examples, err := knowledge.ReadExamples(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return examples, nil
}

func newKBLint() *cobra.Command {
	var f kbFlags
	cmd := &cobra.Command{
		Use:   "lint",
		Short: "Check a knowledge base; exits 1 if anything is wrong",
		Example: `  payhelp kb lint
  payhelp kb lint --kb my-kb`,
		Args: arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			problems, err := lint(&f)
			if err != nil {
				return err
			}
			for _, p := range problems {
				fmt.Fprintln(cmd.OutOrStdout(), p)
			}
			switch len(problems) {
			case 0:
			case 1:
				return errors.New("1 problem")
			default:
				return fmt.Errorf("%d problems", len(problems))
			}
			fmt.Fprintln(cmd.OutOrStdout(), "nothing is wrong")
			return nil
		},
	}
	cmd.Flags().StringVar(&f.dir, "kb", "", "directory of a knowledge base (default: the one built into the program)")
	_ = cmd.MarkFlagDirname("kb")
	return cmd
}

func lint(f *kbFlags) ([]knowledge.Problem, error) {
	base, err := f.load()
	var invalid *knowledge.InvalidError
	if errors.As(err, &invalid) {
		return invalid.Problems, nil
	}
	if err != nil {
		return nil, err
	}
	return base.Lint(knowledge.DateOf(time.Now())), nil
}

func newKBStats() *cobra.Command {
	var f kbFlags
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "stats",
		Short:   "Count articles, question variants, languages and coverage",
		Example: "  payhelp kb stats --json",
		Args:    arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			base, err := f.load()
			if err != nil {
				return err
			}
			s := base.Stats()
			out := cmd.OutOrStdout()
			if asJSON {
				return json.NewEncoder(out).Encode(s)
			}
			fmt.Fprintf(out, "articles %d, questions %d, facts %d, places %d, phrases %d, concepts %d\n",
				s.Articles, s.Questions, s.Facts, s.Places, s.Phrases, s.Concepts)
			for _, label := range slices.Sorted(maps.Keys(s.Examples)) {
				fmt.Fprintf(out, "examples of %s: %d\n", label, s.Examples[label])
			}
			fmt.Fprintf(out, "\n%-5s %6s %10s %9s %8s\n", "lang", "texts", "questions", "coverage", "phrases")
			for _, l := range s.Languages {
				fmt.Fprintf(out, "%-5s %6d %10d %8.0f%% %8d\n", l.Lang, l.Texts, l.Questions, 100*l.Coverage, l.Phrases)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&f.dir, "kb", "", "directory of a knowledge base (default: the one built into the program)")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	_ = cmd.MarkFlagDirname("kb")
	return cmd
}
