package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"payhelp/bot/relay"
	"payhelp/bot/slack"
)

func newSlack() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "slack",
		Short: "Set up Slack, in which front desks ask and officers answer",
		Long: `Set up Slack, in which front desks ask and officers answer. Make an internal
app from the manifest, put its tokens into the environment, and look whether all
is there; bot/slack/README.md goes through it step by step:

  ` + envSlackBot + `       xoxb-…, of OAuth & Permissions; required
  ` + envSlackApp + `       xapp-… with connections:write, for Socket Mode
  ` + envSlackSigning + `  of Basic Information, for events by HTTP`,
		Example: `  payhelp slack manifest > manifest.yaml
  payhelp slack check --slack-channel C0123456789
  payhelp serve --slack-channel C0123456789`,
		Args: arguments(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			return usageError{errors.New("slack needs check or manifest; see `payhelp slack --help`")}
		},
	}
	cmd.AddCommand(newSlackCheck(), newSlackManifest())
	return cmd
}

func newSlackCheck() *cobra.Command {
	var f slackFlags
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Say in plain words which token, scope or channel of Slack is missing",
		Long: `Say in plain words which token, scope or channel of Slack is missing. It posts
nothing, and exits with 1 where something is wrong.`,
		Example: `  payhelp slack check --slack-channel C0123456789
  payhelp slack check --slack-channel C0123456789 --slack-route lang:ja=C9876543210 --json`,
		Args: arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			channels, err := f.channels()
			if err != nil {
				return err
			}
			token := os.Getenv(envSlackBot)
			if token == "" {
				return fmt.Errorf("$%s is not set; see `payhelp slack --help`", envSlackBot)
			}
			s := slack.New(slack.Config{BotToken: token, AppToken: os.Getenv(envSlackApp), SigningSecret: os.Getenv(envSlackSigning)})
			return checkSlack(cmd.Context(), cmd.OutOrStdout(), s, channels, asJSON)
		},
	}
	f.add(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}

// channels returns each channel that the flags name, once.
func (f *slackFlags) channels() ([]string, error) {
	routes, err := relay.ParseRoutes(f.routes)
	if err != nil {
		return nil, usageError{fmt.Errorf("--slack-route: %w", err)}
	}
	all := slices.Collect(maps.Values(routes))
	if f.channel != "" {
		all = append(all, f.channel)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// checkSlack prints what s finds, and returns an error where something is
// wrong.
func checkSlack(ctx context.Context, out io.Writer, s *slack.Slack, channels []string, asJSON bool) error {
	found, err := s.Examine(ctx, channels)
	if err != nil {
		return fmt.Errorf("check slack: %w", err)
	}
	wrong := 0
	for _, f := range found {
		if !f.OK {
			wrong++
		}
	}
	if asJSON {
		if err := json.NewEncoder(out).Encode(map[string]any{"ok": wrong == 0, "findings": found}); err != nil {
			return err
		}
	} else {
		printFindings(out, found)
	}
	switch wrong {
	case 0:
		return nil
	case 1:
		return errors.New("one thing is wrong with slack")
	}
	return fmt.Errorf("%d things are wrong with slack", wrong)
}

func printFindings(out io.Writer, found []slack.Finding) {
	for _, f := range found {
		sign := "ok    "
		if !f.OK {
			sign = "WRONG "
		}
		fmt.Fprintf(out, "%s%s: %s\n", sign, f.What, f.Text)
		if f.Fix != "" {
			fmt.Fprintf(out, "      → %s\n", f.Fix)
		}
	}
}

func newSlackManifest() *cobra.Command {
	var address string
	cmd := &cobra.Command{
		Use:   "manifest",
		Short: "Print the manifest that an app of Slack is made from",
		Long: `Print the manifest that an app of Slack is made from, YAML. Events come by
Socket Mode, for which the service needs no public address; with --url they come
to that address by HTTP.`,
		Example: `  payhelp slack manifest > manifest.yaml
  payhelp slack manifest --url https://payhelp.example`,
		Args: arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if u, err := url.Parse(address); address != "" && (err != nil || u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "") {
				return usageError{fmt.Errorf("--url %q is not an address such as https://payhelp.example; Slack takes https only", address)}
			}
			_, err := io.WriteString(cmd.OutOrStdout(), slack.Manifest(address))
			return err
		},
	}
	cmd.Flags().StringVar(&address, "url", "", "public address of the service, for events by HTTP")
	return cmd
}
