package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
)

func newStaff() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "staff",
		Short: "Keep the accounts of the help desk's staff",
		Long: `Keep the accounts of the help desk's staff, in the database that the service
uses; it may run meanwhile. Roles: an officer answers visitors; a supervisor also
hands on others' cases and reads reports and the audit log; an administrator also
keeps accounts and API tokens.`,
		Example: `  payhelp staff add li.na --name 李娜 --role officer
  payhelp staff list`,
		Args: arguments(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			return usageError{errors.New("staff needs add, list, disable, enable, reset-password or link; see `payhelp staff --help`")}
		},
	}
	cmd.AddCommand(newStaffAdd(), newStaffList(), newStaffReset(), newStaffLink(),
		newStaffSwitch("disable", "Disable an account; its sessions and tokens end at once", true),
		newStaffSwitch("enable", "Enable a disabled account", false))
	return cmd
}

// people runs do on the accounts of the store.
func (f *storeFlags) people(ctx context.Context, do func(*staff.Service) error) (err error) {
	store, err := f.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	return explain(do(staff.New(store, time.Now, rand.Reader)))
}

// explain makes an error about input wrong usage.
func explain(err error) error {
	var invalid *desk.InvalidError
	if errors.As(err, &invalid) {
		return usageError{err}
	}
	return err
}

func newStaffAdd() *cobra.Command {
	var f storeFlags
	var name, role string
	var passwordStdin, asJSON bool
	cmd := &cobra.Command{
		Use:   "add LOGIN",
		Short: "Add an account; prints its password, unless one is given",
		Example: `  payhelp staff add li.na --name 李娜
  payhelp staff add boss --name 王主任 --role administrator --password-stdin < password.txt`,
		Args: arguments(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			password, err := readPassword(cmd.InOrStdin(), passwordStdin)
			if err != nil {
				return err
			}
			if name == "" {
				name = args[0]
			}
			return f.people(cmd.Context(), func(people *staff.Service) error {
				a, made, err := people.Add(cmd.Context(), args[0], name, staff.Role(role), password, staff.ByCommand())
				if err != nil {
					return fmt.Errorf("add %s: %w", args[0], err)
				}
				return printAccount(cmd.OutOrStdout(), "added", a, made, asJSON)
			})
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&name, "name", "", "name that visitors and colleagues read (default: the login)")
	cmd.Flags().StringVar(&role, "role", string(staff.Officer), "officer, supervisor or administrator")
	cmd.Flags().BoolVar(&passwordStdin, "password-stdin", false, "read the password from standard input")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}

// readPassword returns the line on standard input where it is asked for, else
// "", for which one is made up.
func readPassword(in io.Reader, fromStdin bool) (string, error) {
	if !fromStdin {
		return "", nil
	}
	data, err := io.ReadAll(io.LimitReader(in, 4096))
	if err != nil {
		return "", fmt.Errorf("read password: %w", err)
	}
	password := strings.TrimRight(string(data), "\r\n")
	return password, explain(staff.CheckPassword(password))
}

func printAccount(out io.Writer, what string, a staff.Account, made string, asJSON bool) error {
	if asJSON {
		doc := map[string]any{"account": a}
		if made != "" {
			doc["password"] = made
		}
		return json.NewEncoder(out).Encode(doc)
	}
	fmt.Fprintf(out, "%s %s (%s, %s)\n", what, a.Login, a.Name, a.Role)
	if made != "" {
		fmt.Fprintf(out, "password: %s\nIt is shown only here; change it at the first sign-in.\n", made)
	}
	return nil
}

func newStaffList() *cobra.Command {
	var f storeFlags
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List the accounts",
		Example: "  payhelp staff list --json",
		Args:    arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.people(cmd.Context(), func(people *staff.Service) error {
				all, err := people.All(cmd.Context())
				if err != nil {
					return err
				}
				out := cmd.OutOrStdout()
				if asJSON {
					return json.NewEncoder(out).Encode(map[string]any{"staff": all})
				}
				for _, a := range all {
					state := ""
					if a.Disabled {
						state = "disabled"
					}
					fmt.Fprintf(out, "%-24s %-14s %-9s %s\n", a.Login, a.Role, state, a.Name)
				}
				return nil
			})
		},
	}
	f.add(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}

// changeAccount changes the account with a login.
func changeAccount(ctx context.Context, people *staff.Service, login string, c staff.Change) (staff.Account, string, error) {
	a, err := people.ByLogin(ctx, login)
	if errors.Is(err, desk.ErrNotFound) {
		return a, "", fmt.Errorf("there is no account %s; `payhelp staff list` lists them", login)
	}
	if err != nil {
		return a, "", err
	}
	return people.Change(ctx, a.ID, c, staff.ByCommand())
}

func newStaffSwitch(verb, short string, disabled bool) *cobra.Command {
	var f storeFlags
	cmd := &cobra.Command{
		Use:     verb + " LOGIN",
		Short:   short,
		Example: "  payhelp staff " + verb + " li.na",
		Args:    arguments(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.people(cmd.Context(), func(people *staff.Service) error {
				a, _, err := changeAccount(cmd.Context(), people, args[0], staff.Change{Disabled: &disabled})
				if err != nil {
					return err
				}
				return printAccount(cmd.OutOrStdout(), verb+"d", a, "", false)
			})
		},
	}
	f.add(cmd)
	return cmd
}

func newStaffReset() *cobra.Command {
	var f storeFlags
	var passwordStdin, asJSON bool
	cmd := &cobra.Command{
		Use:     "reset-password LOGIN",
		Short:   "Give an account a new password; its sessions and tokens end at once",
		Example: "  payhelp staff reset-password li.na",
		Args:    arguments(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			password, err := readPassword(cmd.InOrStdin(), passwordStdin)
			if err != nil {
				return err
			}
			return f.people(cmd.Context(), func(people *staff.Service) error {
				a, made, err := changeAccount(cmd.Context(), people, args[0], staff.Change{Password: &password})
				if err != nil {
					return err
				}
				return printAccount(cmd.OutOrStdout(), "new password for", a, made, asJSON)
			})
		},
	}
	f.add(cmd)
	cmd.Flags().BoolVar(&passwordStdin, "password-stdin", false, "read the password from standard input")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}
