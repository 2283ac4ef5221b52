// Command payhelp helps foreign visitors to Shanxi to pay: it answers their
// questions in their language from reviewed articles, and hands over to a
// person where it does not know.
//
// See `payhelp --help`, and README.md of the repository.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // visitors' zones, on machines that have none

	"github.com/spf13/cobra"
)

// A usageError is wrong usage of the command line; the program exits with 2.
type usageError struct{ error }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// run executes one command line and returns its exit code.
func run(ctx context.Context, args []string) int {
	root := newRoot()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	fmt.Fprintln(os.Stderr, "payhelp:", oneLine(err))
	var usage usageError
	if errors.As(err, &usage) || isCobraUsage(err) {
		return 2
	}
	return 1
}

func oneLine(err error) string {
	return strings.Join(strings.Fields(err.Error()), " ")
}

// isCobraUsage reports whether err is cobra's own about an unknown command;
// errors of flags and arguments are wrapped where they are set up.
func isCobraUsage(err error) bool {
	return strings.HasPrefix(err.Error(), "unknown command")
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "payhelp",
		Short: "Payment help for visitors to Shanxi, in their own language",
		Long: `payhelp answers questions about paying in Shanxi (bank cards, cash, currency
exchange, mobile payment, bank accounts) in twelve languages, from reviewed
articles, and hands over to a person where it does not know.`,
		Example: `  payhelp serve
  payhelp ask "machine ate my card"`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Version:       version(),
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usageError{fmt.Errorf("%w; see `%s --help`", err, cmd.CommandPath())}
	})
	root.AddCommand(newServe(), newStaff(), newSlack(), newAsk(), newEval(), newKB(), newPoster(), newPlace(), newLoad())
	return root
}

// arguments makes a violation of an argument rule wrong usage.
func arguments(rule cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := rule(cmd, args); err != nil {
			return usageError{fmt.Errorf("%w; see `%s --help`", err, cmd.CommandPath())}
		}
		return nil
	}
}
