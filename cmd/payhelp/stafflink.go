package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
)

func newStaffLink() *cobra.Command {
	var f storeFlags
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "link LOGIN",
		Short: "Make a one-time code that links an account to a user of Slack",
		Long: `Make a one-time code that links an account to a user of Slack, who types
"/payhelp link CODE" there within ten minutes. Hand it to nobody else: whoever
types it acts as the account. Officers make their own at the console.`,
		Example: "  payhelp staff link li.na",
		Args:    arguments(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.people(cmd.Context(), func(people *staff.Service) error {
				a, err := people.ByLogin(cmd.Context(), args[0])
				if errors.Is(err, desk.ErrNotFound) {
					return fmt.Errorf("there is no account %s; `payhelp staff list` lists them", args[0])
				}
				if err != nil {
					return err
				}
				code, expires, err := people.NewLinkCode(cmd.Context(), a.ID)
				if err != nil {
					return fmt.Errorf("make a code for %s: %w", a.Login, err)
				}
				out := cmd.OutOrStdout()
				if asJSON {
					return json.NewEncoder(out).Encode(map[string]any{"login": a.Login, "code": code, "expires": expires})
				}
				fmt.Fprintf(out, "%s (%s) types in Slack, before %s:\n  /payhelp link %s\n", a.Login, a.Name, expires.Local().Format("15:04:05"), code)
				return nil
			})
		},
	}
	f.add(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}
