package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// release is set by make dist.
var release = "dev"

// version is the release, or the revision that the program was built from.
func version() string { return release }

// arch is the processor that the program was built for, with its level where that is not
// the least one: the compiler may round otherwise for another.
func arch() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return runtime.GOARCH
	}
	for _, s := range info.Settings {
		if s.Key == "GOAMD64" && s.Value != "v1" {
			return runtime.GOARCH + "/" + s.Value
		}
	}
	return runtime.GOARCH
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
