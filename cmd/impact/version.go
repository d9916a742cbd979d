package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

// release is set by make dist.
var release = "dev"

// version is the release, or the revision that the program was built from.
func version() string { return release }

// arch is the processor that the program was built for, with what else the last digits of a
// figure hang on: its level where that is not the least one, and, on processors that can
// multiply and add in one rounding, whether the compiler was told not to, as releases are.
func arch() string {
	name := runtime.GOARCH
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return name
	}
	for _, s := range info.Settings {
		switch {
		case s.Key == "GOAMD64" && s.Value != "v1":
			name += "/" + s.Value
		case s.Key == "-gcflags" && strings.Contains(s.Value, "fmahash=n") && runtime.GOARCH != "amd64":
			name += "/unfused"
		}
	}
	return name
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "The program's version and what it was built with",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			fmt.Fprintf(a.stdout, "impact %s\n", version())
			if info, ok := debug.ReadBuildInfo(); ok {
				fmt.Fprintf(a.stdout, "built with %s\n", info.GoVersion)
				for _, s := range info.Settings {
					if s.Key == "vcs.revision" || s.Key == "vcs.modified" || s.Key == "GOARCH" || s.Key == "GOOS" {
						fmt.Fprintf(a.stdout, "%s %s\n", s.Key, s.Value)
					}
				}
			}
			return nil
		},
	}
}
