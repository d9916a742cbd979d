package main

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
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
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(a.runCommand(), a.reduceCommand(), a.batchCommand(), a.inspectCommand(), a.checkCommand(), a.lawCommand(), a.explainCommand(), a.compareCommand(), a.verifyCommand(), a.auditCommand(), a.reportCommand(),
		a.serveCommand(), a.sampleCommand(), a.sqlCommand(), a.schemaCommand(), a.selftestCommand(), a.versionCommand())
	wrongArgs(root)
	exemplify(root)
	return root
}

// wrongArgs makes errors of a command's arguments errors of the command line. A file of
// charges that stands where none belongs is called as it is elsewhere.
func wrongArgs(c *cobra.Command) {
	if check := c.Args; check != nil {
		c.Args = func(c *cobra.Command, args []string) error {
			if err := check(c, args); err != nil && !errors.As(err, new(wrong)) {
				text := err.Error()
				for i, name := range args {
					text = strings.ReplaceAll(text, name, toldAs(name, i+1))
				}
				return wrong{errors.New(text)}
			}
			return nil
		}
	}
	for _, sub := range c.Commands() {
		wrongArgs(sub)
	}
}

// flagError words what pflag found wrong with a command line.
func flagError(c *cobra.Command, err error) error {
	var value *pflag.InvalidValueError
	var none *pflag.ValueRequiredError
	switch {
	case errors.As(err, &value):
		right := map[string]string{"int": "a whole number", "uint64": "a whole number, 0 or more,", "bool": "true or false"}[value.GetFlag().Value.Type()]
		if right == "" {
			right = "a " + value.GetFlag().Value.Type()
		}
		return wrongf("--%s %s: %s would be right", value.GetFlag().Name, value.GetValue(), right)
	case errors.As(err, &none):
		return wrongf("--%s: it needs a value; impact %s --help says which", none.GetSpecifiedName(), c.Name())
	}
	return wrongf("%v; impact %s --help lists what is accepted", err, c.Name())
}
