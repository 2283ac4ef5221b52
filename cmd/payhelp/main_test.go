package main

import (
	"context"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	if os.Getenv(envChild) != "" {
		os.Exit(run(context.Background(), os.Args[1:]))
	}
	testscript.Main(m, map[string]func(){
		"payhelp": func() { os.Exit(run(context.Background(), os.Args[1:])) },
	})
}

// TestScripts runs the stories of testdata: what a user types, and what comes
// back on standard output and standard error.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			env.Setenv("XDG_CACHE_HOME", env.WorkDir+"/cache")
			return nil
		},
	})
}
