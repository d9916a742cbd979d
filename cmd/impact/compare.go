package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"impact/internal/compare"
	"impact/internal/report"

	"github.com/spf13/cobra"
)

// compareFlags say how two runs are told of.
type compareFlags struct {
	format, out, title string
	rows               int
	force, fail        bool
}

func (a *app) compareCommand() *cobra.Command {
	f := &compareFlags{}
	c := &cobra.Command{
		Use:   "compare RUN RUN",
		Short: "What differs between two result folders: inputs, law, settings, figures",
		Long: `Reads two result folders of impact run, A and B, and says what B changes: what the
runs were made of, the headline figures under each reading side by side, and every
table, row by row. It runs nothing, and says so where a folder is not as its run left
it.`,
		Args: cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error { return a.compare(f, args) },
	}
	fl := c.Flags()
	fl.StringVar(&f.format, "format", string(report.PlainText), "how it is printed: text or markdown")
	fl.StringVar(&f.out, "out", "", "new file for a page (HTML) with pictures; then one sentence is printed")
	fl.StringVar(&f.title, "title", "", `title, such as "What amendment LCO 7412 changes"`)
	fl.IntVar(&f.rows, "rows", 3, "rows that are shown of each table that differs; 0 for none")
	fl.BoolVar(&f.force, "force", false, "write over the file of --out")
	fl.BoolVar(&f.fail, "fail", false, "exit 4 if the runs differ")
	return c
}

func (a *app) compare(f *compareFlags, args []string) error {
	if err := layoutOf(f.format); err != nil {
		return err
	}
	if f.rows < 0 {
		return wrongf("--rows %d: 0 or more would be right", f.rows)
	}
	var sides [2]*compare.Folder
	for i, dir := range args {
		var err error
		if sides[i], err = readFolder(dir); err != nil {
			return err
		}
	}
	found := compare.Of(sides[0], sides[1])
	doc, err := found.Document(f.title, f.rows)
	if err != nil {
		return err
	}
	if f.out == "" {
		err = a.write(doc, f.format)
	} else if err = putSheet(f.out, doc, f.force); err == nil {
		p := printer{w: a.stdout}
		p.line("%s", found.Lead())
		a.talk("%s: the page", f.out)
		err = p.err
	}
	if err == nil && f.fail && !found.Same() {
		return differs{errors.New("the runs differ")}
	}
	return err
}

// readFolder reads a result folder.
func readFolder(dir string) (*compare.Folder, error) {
	info, err := os.Stat(dir)
	switch {
	case err != nil:
		return nil, wrong{plainError(dir, err)}
	case !info.IsDir():
		return nil, wrongf("%s: not a folder; a result folder of impact run would be right", dir)
	case kindOfFolder(dir) == batchFolder:
		return nil, wrongf("%s: %s; a result folder of impact run would be right here", dir, folderInstead(dir))
	}
	tree, err := openFolder(dir, mostWritten)
	if err != nil {
		return nil, wrong{plainError(dir, err)}
	}
	defer tree.close()
	f, err := compare.Read(filepath.Base(filepath.Clean(dir)), tree)
	if err == nil {
		return f, nil
	}
	var path *fs.PathError
	if errors.As(err, &path) && !errors.Is(err, fs.ErrNotExist) {
		return nil, wrong{plainError(filepath.Join(dir, path.Path), path)}
	}
	return nil, wrong{err}
}
