package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
	"payhelp/bot/web"
)

func newPlace() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "place",
		Short: "Give a hotel or another place the link to its own numbers",
		Long: `Give a place, such as a hotel, the link to a page with its own numbers: how much
was asked there, in which languages and about what, how much was answered, and
who waits for a person. It has no names of guests and nothing that they wrote.
Whoever has the link can read it; a new link ends the one before.`,
		Example: `  payhelp place link airport-taiyuan-wusu --url https://payhelp.example
  payhelp place unlink airport-taiyuan-wusu`,
		Args: arguments(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			return usageError{errors.New("place needs link or unlink; see `payhelp place --help`")}
		},
	}
	cmd.AddCommand(newPlaceLink(), newPlaceUnlink())
	return cmd
}

func newPlaceLink() *cobra.Command {
	var f storeFlags
	var kb kbFlags
	var address string
	cmd := &cobra.Command{
		Use:     "link ID",
		Short:   "Make the link of a place; it is shown once, and the one before it ends",
		Example: `  payhelp place link airport-taiyuan-wusu --url https://payhelp.example`,
		Args:    arguments(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if base, err := url.Parse(address); err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
				return usageError{fmt.Errorf("--url %q is not an address such as https://payhelp.example", address)}
			}
			base, err := kb.load()
			if err != nil {
				return err
			}
			if base.Place(args[0]) == nil {
				return fmt.Errorf("there is no place %q; the places of the knowledge base are %s", args[0], placeIDs(base))
			}
			return f.places(cmd.Context(), func(s *desk.Service) error {
				secret, err := s.LinkPlace(cmd.Context(), args[0], staff.ByCommand())
				if err != nil {
					return fmt.Errorf("link %s: %w", args[0], err)
				}
				fmt.Fprintln(cmd.OutOrStdout(), strings.TrimSuffix(address, "/")+web.NumbersPath(args[0], secret))
				return nil
			})
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&kb.dir, "kb", "", "directory of a knowledge base (default: the one built into the program)")
	cmd.Flags().StringVar(&address, "url", "http://127.0.0.1:8080", "public address of the service")
	_ = cmd.MarkFlagDirname("kb")
	return cmd
}

func newPlaceUnlink() *cobra.Command {
	var f storeFlags
	cmd := &cobra.Command{
		Use:     "unlink ID",
		Short:   "End the link of a place",
		Example: `  payhelp place unlink airport-taiyuan-wusu`,
		Args:    arguments(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.places(cmd.Context(), func(s *desk.Service) error {
				return s.UnlinkPlace(cmd.Context(), args[0], staff.ByCommand())
			})
		},
	}
	f.add(cmd)
	return cmd
}

// places runs do on the store; nothing is asked, so there is no index.
func (f *storeFlags) places(ctx context.Context, do func(*desk.Service) error) (err error) {
	store, err := f.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	return do(desk.New(desk.Config{Store: store, Now: time.Now, Random: rand.Reader}))
}
