package main

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"impact/internal/compare"

	"github.com/spf13/cobra"
)

// besideFolder is the value of --pdf without a name.
const besideFolder = "FOLDER.pdf"

// reportFlags say what is done with a result folder.
type reportFlags struct {
	pdf, browser string
	force        bool
}

func (a *app) reportCommand() *cobra.Command {
	f := &reportFlags{}
	c := &cobra.Command{
		Use:   "report FOLDER [--pdf [FILE]]",
		Short: "What a result folder holds and whether it is as its run left it; its page as a PDF",
		Long: `Says where the artefacts of a result folder are and whether each file is as the
manifest says; exit code 4 where one is not. With --pdf it prints report.html through an installed Chromium, Chrome
or Edge, which runs without a window and without a network, to a tagged PDF.`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(c *cobra.Command, args []string) error {
			switch pdf := c.Flags().Changed("pdf"); {
			case len(args) == 2 && pdf && f.pdf == besideFolder:
				f.pdf = args[1]
			case len(args) == 2:
				return wrongf("%s: one folder would be right; a second name is the file of --pdf", args[1])
			case pdf && f.pdf == besideFolder:
				f.pdf = filepath.Clean(args[0]) + ".pdf"
			}
			return a.report(f, args[0])
		},
	}
	fl := c.Flags()
	fl.StringVar(&f.pdf, "pdf", "", "print the page to this new PDF; without a name beside the folder, as "+besideFolder)
	fl.Lookup("pdf").NoOptDefVal = besideFolder
	fl.StringVar(&f.browser, "browser", "", "browser that prints, by name or path (default the first that is installed)")
	fl.BoolVar(&f.force, "force", false, "write over the PDF")
	return c
}

func (a *app) report(f *reportFlags, dir string) error {
	folder, err := readFolder(dir)
	if err != nil {
		return err
	}
	if f.pdf != "" {
		return a.reportPDF(f, dir, folder)
	}
	p := printer{w: a.stdout}
	m := &folder.Manifest
	p.line("%s: a run of %s (version %s), provisions %s, readings %s, seed %s, draws %s", dir, names(m.Input("scenario")), m.Version,
		m.Setting("provisions"), m.Setting("readings"), m.Setting("seed"), m.Setting("draws"))
	for _, x := range artefacts(m.Files) {
		p.line("  %-16s %s", x[0], x[1])
	}
	if len(folder.Touched) == 0 {
		p.line("Every file is as the manifest says.")
	}
	for _, t := range folder.Touched {
		p.line("NOT AS THE RUN LEFT IT: %s.", t)
	}
	if n := len(folder.Touched); n > 0 && p.err == nil {
		return differs{fmt.Errorf("%s: not as the run left it: %s", dir, plural(n, "finding"))}
	}
	return p.err
}

func names(list []compare.Source) string {
	var out []string
	for _, s := range list {
		out = append(out, s.Name)
	}
	return strings.Join(out, ", ")
}

// purposes are what the artefacts of a run are for.
var purposes = map[string]string{
	"report.html":   "the page, for any browser",
	"note.docx":     "the fiscal note, for a word processor",
	"note.md":       "the fiscal note, as text",
	"workbook.xlsx": "every table as a sheet, with live cost formulas",
	"tables/":       "every figure as tidy CSV and the same as Parquet",
	"figures/":      "the pictures",
}

// artefacts are the files and folders of a run, and what they are for.
func artefacts(files map[string]string) [][2]string {
	var out [][2]string
	for name := range files {
		if d := path.Dir(name); d != "." {
			name = strings.Split(d, "/")[0] + "/"
		}
		if x := [2]string{name, purposes[name]}; !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	slices.SortFunc(out, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	return out
}

// reportPDF prints the page of a folder. The PDF stands outside the folder, which holds
// what the run left and nothing else.
func (a *app) reportPDF(f *reportFlags, dir string, folder *compare.Folder) error {
	const page = "report.html"
	if folder.Manifest.Files[page] == "" || slices.Contains(folder.Touched, page+" is missing") {
		return wrongf("%s: no %s; a result folder that impact run wrote would be right", dir, page)
	}
	for _, t := range folder.Touched {
		if strings.HasPrefix(t, page) {
			a.talk("%s: %s; it is printed as it stands", dir, t)
		}
	}
	if _, err := os.Lstat(f.pdf); err == nil && !f.force {
		return wrongf("%s: exists; another name or --force would be right", f.pdf)
	}
	browser, err := findBrowser(f.browser)
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp(filepath.Dir(f.pdf), "impact-pdf-")
	if err != nil {
		return plainError(f.pdf, err)
	}
	gone := underway.clears(func() { _ = os.RemoveAll(work) })
	defer func() {
		gone()
		if err := os.RemoveAll(work); err != nil {
			a.talk("%s is left over: %v", work, err)
		}
	}()
	pdf, err := printPDF(browser, filepath.Join(dir, page), work)
	if err != nil {
		return err
	}
	if err := putFile(f.pdf, pdf, f.force); err != nil {
		return err
	}
	p := printer{w: a.stdout}
	p.line("%s", f.pdf)
	return p.err
}
