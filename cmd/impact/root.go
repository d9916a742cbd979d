package main

import (
	"errors"

	"github.com/spf13/cobra"
)

// root is the command tree.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "impact",
		Short: "What a proposed criminal law would have changed in charges already on record",
		Long: `impact reads anonymized charges, carries each to the law of a baseline day, applies
a proposed act to it, and reports what would change: felony classes, the sex
offender registry, cases with a victim under 18. Where the record is silent it
gives the least and the most, not a guess.

Start with:  impact run            the main job, on the sample that is built in
             impact inspect FILE   what a file of your own holds`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.PersistentFlags().BoolVarP(&a.quiet, "quiet", "q", false, "say nothing but results and errors")
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return wrongf("%v; impact %s --help lists what is accepted", err, c.Name())
	})
	root.AddCommand(a.runCommand(), a.inspectCommand(), a.checkCommand(), a.lawCommand(), a.explainCommand(),
		a.sampleCommand(), a.schemaCommand(), a.versionCommand())
	wrongArgs(root)
	return root
}

// wrongArgs makes errors of a command's arguments errors of the command line.
func wrongArgs(c *cobra.Command) {
	if check := c.Args; check != nil {
		c.Args = func(c *cobra.Command, args []string) error {
			if err := check(c, args); err != nil && !errors.As(err, new(wrong)) {
				return wrong{err}
			}
			return nil
		}
	}
	for _, sub := range c.Commands() {
		wrongArgs(sub)
	}
}
