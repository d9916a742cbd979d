package serve

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"

	"impact/docs"
	"impact/internal/report"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

//go:embed serve.html
var pageSource string

//go:embed serve.css
var ownStyle string

//go:embed serve.js
var script string

// style is the page's own style sheet with what only these pages have.
func style() string { return report.Style() + "\n" + ownStyle }

// Paths of the pages.
const (
	homePath       = "/"
	provisionsPath = "/recommendations"
	whatifPath     = "/whatif"
	comparePath    = "/compare"
	casePath       = "/case"
	dataPath       = "/data"
	methodsPath    = "/methods"
)

// A place is a page: where it is and how it is made.
type place struct {
	path, title string
	make        maker
	plain       bool // it tells no counts
}

// places are the pages in the order of the navigation.
var places = []place{
	{homePath, "Overview", (*Server).overview, false},
	{provisionsPath, "", (*Server).provisions, false},
	{whatifPath, "What if", (*Server).whatif, false},
	{comparePath, "Compare", (*Server).compare, false},
	{casePath, "One case", (*Server).oneCase, true},
	{dataPath, "Data", (*Server).data, false},
	{methodsPath, "Methods", (*Server).howItIsCounted, true},
}

// A page is what the template lays out.
type page struct {
	Title   string
	At      string // its path
	Session session
	Report  *report.Report // nil where the page needs none
	Reading string         // that is shown
	Parts   []report.Part
	Clauses []Clause
	Against *comparison
	Body    template.HTML
	Says    string
	Lines   []string
	Files   []file
	Glances []glance
	Case    *told     // on the page of one case
	Upload  *Upload   // where a file is taken, on the page of the data
	Near    []session // that are answered in place of what was asked
	// Commands are those that tell the same where it takes more than that of Report, or another.
	Commands    []string
	CommandsSay string // how what they withhold is to what the page withholds; "" for the same
	Kept        bool   // the session is what was asked, without what cannot be answered
}

// A file is one of the result folder.
type file struct{ Name, Is string }

// savedRows are rows of a table with the session of which they can be saved.
type savedRows struct {
	report.Rows
	Session session
}

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"capital": capital,
	"join":    func(list []string) string { return strings.Join(list, ", ") },
	"has":     func(list []string, s string) bool { return slices.Contains(list, s) },
	"words":   func(name string) string { return strings.ReplaceAll(name, "_", " ") },
	"plus":    func(a, b int) int { return a + b },
	"minus":   minus,
	"saved":   func(x session, r report.Rows) savedRows { return savedRows{r, x} },
	"slide":   slideOf,
	"whole":   whole,
	"pair":    func(x session, files []file) fileForms { return fileForms{files, x} },
}).Parse(pageSource))

// Places are the pages in the order of the navigation.
func (p page) Places() []place { return places }

// Path is where a page is.
func (p place) Path() string { return p.path }

// Name is a page in the navigation, which calls the parts of a proposal as it does itself.
func (p page) Name(of place) string {
	if of.path == provisionsPath {
		return p.Session.parts()
	}
	return of.title
}

// parts is what the proposal calls its provisions, as a title: Recommendations.
func (x session) parts() string { return capital(x.offer.Noun) + "s" }

// capital begins a text with a capital letter.
func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// Dispositions and Inchoates are the words that a case may use.
func (p page) Dispositions() []string {
	return []string{"convicted", "nolle", "dismissed", "acquitted", "diverted", "pending", "transferred", "other"}
}

// Means are the words for how somebody was brought to it.
func (p page) Means() []string { return []string{"force", "fraud", "coercion", "none"} }

// Inchoates are the forms of an offence that is not completed, and the word for none.
func (p page) Inchoates() []string { return []string{"none", "attempt", "conspiracy", "solicitation"} }

// Offer is what the session may choose among.
func (p page) Offer() *Offer { return p.Session.offer }

// Shown says in words which state a page shows.
func (x session) Shown() string { return x.offer.words(x.State) }

// words says a state in words.
func (o *Offer) words(s State) string {
	out := []string{o.Choice(s.Provisions)}
	if s.Reading != All {
		out = append(out, "reading "+s.Reading)
	} else if len(o.Readings) > 1 {
		out = append(out, "every reading")
	}
	for _, a := range s.Assume {
		name, value, _ := strings.Cut(a, "=")
		out = append(out, strings.ReplaceAll(name, "_", " ")+" "+minus(value))
	}
	for _, d := range o.Dials {
		if d.Given && !slices.ContainsFunc(s.Assume, func(a string) bool { return strings.HasPrefix(a, d.Name+"=") }) {
			out = append(out, strings.ReplaceAll(d.Name, "_", " ")+" "+minus(d.Value)+" as at the start")
		}
	}
	if s.Baseline != o.Start.Baseline {
		out = append(out, "baseline "+s.Baseline)
	}
	if s.Horizon != o.Start.Horizon {
		ahead := fmt.Sprintf("%d years ahead", s.Horizon)
		if s.Horizon == 1 {
			ahead = "1 year ahead"
		}
		out = append(out, ahead)
	}
	if s.Draws != o.Start.Draws {
		out = append(out, fmt.Sprintf("%d draws", s.Draws))
	}
	if s.Seed != o.Start.Seed {
		out = append(out, fmt.Sprintf("seed %d", s.Seed))
	}
	if s.Basis != BothBases {
		out = append(out, s.Basis+" costs")
	}
	return strings.Join(out, "; ")
}

// Choice says in words which provisions are on.
func (o *Offer) Choice(provisions []string) string {
	var on, off []string
	for _, p := range o.Provisions {
		switch {
		case !slices.Contains(provisions, p.ID):
			off = append(off, p.ID)
		case !p.Fixed:
			on = append(on, p.ID)
		}
	}
	switch {
	case len(off) == 0:
		return "every " + o.Noun + " on"
	case len(on) == 0:
		return "every " + o.Noun + " off"
	case len(off) <= len(provisions):
		return "all but " + strings.Join(off, ", ")
	}
	return "only " + strings.Join(on, ", ")
}

// Chosen says in words which provisions of a session are on.
func (x session) Chosen() string { return x.offer.Choice(x.State.Provisions) }

// Told are the sessions of the choices of provisions that are told, where not every one is.
func (x session) Told() (out []session) {
	if x.offer.Told == nil {
		return nil
	}
	for _, ids := range x.offer.Told() {
		near := x
		near.State.Provisions = ids
		out = append(out, near)
	}
	return out
}

// Choices are the sessions of Told, and that of what is shown where it is none of them: one that
// changes the same charges, for what it leaves out or has beside changes none.
func (x session) Choices() []session {
	out := x.Told()
	if out != nil && !slices.ContainsFunc(out, func(t session) bool { return slices.Equal(t.State.Provisions, x.State.Provisions) }) {
		out = append(out, x)
	}
	return out
}

// Provided are the provisions of a session, as a link has them.
func (x session) Provided() string { return choice(x.State.Provisions) }

// AheadOnly are the assumptions of a session that bear on the years ahead and on no count of the
// record, in words; "" for none.
func (x session) AheadOnly() string {
	var out []string
	for _, a := range x.State.Assume {
		name, value, _ := strings.Cut(a, "=")
		if d := x.offer.dial(name); d != nil && !d.Record {
			out = append(out, strings.ReplaceAll(name, "_", " ")+" "+value)
		}
	}
	return strings.Join(out, ", ")
}

// minus writes the sign of a number as figures have it.
func minus(number string) string {
	if rest, ok := strings.CutPrefix(number, "-"); ok {
		return "−" + rest
	}
	return number
}

// Baselines are the days that may be asked for, with that of the session.
func (x session) Baselines() []Baseline {
	out := x.offer.Baselines
	if !slices.ContainsFunc(out, func(b Baseline) bool { return b.Day == x.State.Baseline }) {
		out = append([]Baseline{{Day: x.State.Baseline, Says: "as asked"}}, out...)
	}
	return out
}

// Moves reports whether a provision is on that can move a charge.
func (x session) Moves() bool {
	return slices.ContainsFunc(x.offer.Provisions, func(p Provision) bool { return !p.Fixed && x.On(p.ID) })
}

// On reports whether a provision is on.
func (x session) On(id string) bool { return slices.Contains(x.State.Provisions, id) }

// Value is what an assumption is moved to; "" where it is not.
func (x session) Value(dial string) string {
	for _, a := range x.State.Assume {
		if name, value, _ := strings.Cut(a, "="); name == dial {
			return value
		}
	}
	return ""
}

func (s *Server) render(name string, p page) ([]byte, error) {
	var b bytes.Buffer
	err := pageTemplate.ExecuteTemplate(&b, name, p)
	return b.Bytes(), err
}

// reply lays out a page.
func (s *Server) reply(name string, p page) (reply, error) {
	body, err := s.render(name, p)
	return reply{status: http.StatusOK, kind: "text/html; charset=utf-8", body: body}, err
}

// page is a page of a state with its report and some of its sections.
func (s *Server) page(title, at string, x session, need report.Need, parts ...string) (p page, err error) {
	p = page{Title: title, At: at, Session: x}
	if p.Report, err = x.answer(x.State, need); err != nil {
		return p, err
	}
	if err = x.waited(); err != nil {
		return p, err
	}
	if p.Reading = x.State.Reading; p.Reading == All {
		p.Reading = p.Report.Shown()
	}
	if len(parts) > 0 {
		p.Parts, err = p.Report.Parts(p.Reading, parts...)
	}
	p.Files = filesOf(p.Report)
	return p, err
}

// Command is that of a run which tells the same.
func (p page) Command() string { return p.Report.Command() }

// Withheld is how what these pages withhold is to what the command withholds.
func (p page) Withheld() report.As { return p.Report.Withheld.As }

// Fragment is a part of the report under the reading that is shown.
func (p page) Fragment(part string) (template.HTML, error) {
	return p.Report.Fragment(part, p.Reading)
}

func (s *Server) overview(_ *http.Request, x session) (reply, error) {
	p, err := s.page("Overview", homePath, x, report.Page, report.ReadingsPart, report.RecordPart, report.AheadPart, report.CostPart, report.WhomPart)
	if err != nil {
		return reply{}, err
	}
	p.Glances = glancesOf(p.Report, p.Reading)
	return s.reply("overview", p)
}

func (s *Server) provisions(_ *http.Request, x session) (reply, error) {
	p, err := s.page(x.parts(), provisionsPath, x, report.Page, report.ProvisionsPart)
	if err == nil {
		p.Clauses, err = x.of.engine.Clauses(x.State)
	}
	if err != nil {
		return reply{}, err
	}
	return s.reply("provisions", p)
}

func (s *Server) whatif(_ *http.Request, x session) (reply, error) {
	p, err := s.page("What if", whatifPath, x, report.Sight, report.ReadingsPart, report.AheadPart, report.CostPart, report.SupposesPart)
	if err != nil {
		return reply{}, err
	}
	p.Glances = glancesOf(p.Report, p.Reading)
	if from := x.stated(); from != nil {
		start, err := x.answer(*from, report.Sight)
		if err != nil {
			return reply{}, err
		}
		if err := x.waited(); err != nil {
			return reply{}, err
		}
		since(p.Glances, glancesOf(start, p.Reading))
	}
	return s.reply("whatif", p)
}

func (s *Server) data(_ *http.Request, x session) (reply, error) {
	p, err := s.page("Data", dataPath, x, report.Glance, report.BooksPart)
	if err != nil {
		return reply{}, err
	}
	p.Lines, p.Upload = x.of.engine.Quality(), s.set.Upload
	return s.reply("data", p)
}

func (s *Server) howItIsCounted(_ *http.Request, x session) (reply, error) {
	return s.reply("methods", page{Title: "Methods", At: methodsPath, Session: x, Body: template.HTML(s.methods)})
}

// filesOf are the files of a result folder of a report, but for the manifest.
func filesOf(r *report.Report) []file {
	out := []file{{"report.html", "the page, for any browser"}, {"note.docx", "the fiscal note, for a word processor"}, {"note.md", "the fiscal note, as text"}, {"workbook.xlsx", "every table as a sheet, with live cost formulas"}}
	for i := range r.Tables {
		name := "tables/" + r.Tables[i].Name
		out = append(out, file{name + ".csv", r.Tables[i].Says}, file{name + ".parquet", r.Tables[i].Says})
	}
	for _, f := range r.Figures {
		out = append(out, file{"figures/" + f.Name + ".svg", f.Title}, file{"figures/" + f.Name + ".png", f.Title})
	}
	return out
}

// Main are the files that tell all, Tables and Figures those of one of them.
func (p page) Main() []file { return p.filesIn("") }

// Tables are the tables, each in two forms, and Figures the figures.
func (p page) Tables() [][]file { return inForms(p.filesIn("tables")) }

// Figures are the figures, each in two forms.
func (p page) Figures() [][]file { return inForms(p.filesIn("figures")) }

// inForms gathers files that follow each other and differ in their form alone.
func inForms(files []file) (out [][]file) {
	for i, f := range files {
		if i > 0 && f.Stem() == files[i-1].Stem() {
			out[len(out)-1] = append(out[len(out)-1], f)
		} else {
			out = append(out, []file{f})
		}
	}
	return out
}

func (p page) filesIn(folder string) (out []file) {
	for _, f := range p.Files {
		if dir, _, in := strings.Cut(f.Name, "/"); in && dir == folder || !in && folder == "" {
			out = append(out, f)
		}
	}
	return out
}

// fileForms are the forms of a file with the session of which they can be saved.
type fileForms struct {
	Files   []file
	Session session
}

// Base is the name without its folder, Stem that without its form.
func (f file) Base() string { return path.Base(f.Name) }

// Stem is the name without its folder and its form.
func (f file) Stem() string { return strings.TrimSuffix(f.Base(), path.Ext(f.Name)) }

// Form is how the file is written: CSV, SVG.
func (f file) Form() string {
	if ext := strings.TrimPrefix(path.Ext(f.Name), "."); ext != "parquet" {
		return strings.ToUpper(ext)
	}
	return "Parquet"
}

// exported are names that a file may have, before it is known which there are.
var exported = regexp.MustCompile(`^(report\.html|note\.docx|note\.md|workbook\.xlsx|tables/[a-z_]{1,40}\.(csv|parquet)|figures/[a-z_]{1,40}\.(svg|png))$`)

// export is a file of the result folder that impact run would write of the state.
func (s *Server) export(r *http.Request, x session) (reply, error) {
	name := r.PathValue("file")
	if !exported.MatchString(name) {
		return reply{}, errNone
	}
	shown, err := x.answer(x.State, report.Sight) // which names the same files, and takes far less
	if err != nil {
		return reply{}, err
	}
	if !slices.ContainsFunc(filesOf(shown), func(f file) bool { return f.Name == name }) {
		return reply{}, errNone
	}
	rep, err := x.answer(x.State, report.Full)
	if err != nil {
		return reply{}, err
	}
	var b bytes.Buffer
	if err := x.of.engine.Write(&b, rep, name); err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusOK, kind: kinds[path.Ext(name)], file: path.Base(name), body: b.Bytes()}, nil
}

// kinds are the types of files, which do not hang on what the machine knows of them.
var kinds = map[string]string{
	".html":    "text/html; charset=utf-8",
	".md":      "text/markdown; charset=utf-8",
	".csv":     "text/csv; charset=utf-8",
	".svg":     "image/svg+xml",
	".png":     "image/png",
	".parquet": "application/vnd.apache.parquet",
	".docx":    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	".xlsx":    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

// methods is docs/methods.md as a part of a page. Links to documents beside it, which
// this server does not have, are texts.
func methods() ([]byte, error) {
	md := goldmark.New(goldmark.WithExtensions(extension.Table),
		goldmark.WithParserOptions(parser.WithAutoHeadingID(), parser.WithASTTransformers(util.Prioritized(methodsLinks{}, 100))))
	var b bytes.Buffer
	err := md.Convert(docs.Methods, &b)
	out := b.Bytes()
	for _, x := range [][2]string{ // tables slide sideways on a narrow screen
		{"<table>", `<div class="scroll" tabindex="0"><table>`}, {"</table>", "</table></div>"}, {"<pre>", `<pre tabindex="0">`}} {
		out = bytes.ReplaceAll(out, []byte(x[0]), []byte(x[1]))
	}
	return out, err
}

// methodsLinks unties links that lead to no page of the server, and lowers the title,
// which the page has itself.
type methodsLinks struct{}

func (methodsLinks) Transform(doc *ast.Document, _ text.Reader, _ parser.Context) {
	var links []*ast.Link
	var title ast.Node
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Link:
			to := string(n.Destination)
			if entering && !strings.HasPrefix(to, "#") && !strings.HasPrefix(to, "https://") {
				links = append(links, n)
			}
		case *ast.Heading:
			if entering && n.Level == 1 {
				title = n
			}
		}
		return ast.WalkContinue, nil
	})
	for _, l := range links {
		parent := l.Parent()
		for c := l.FirstChild(); c != nil; {
			next := c.NextSibling()
			parent.InsertBefore(parent, l, c)
			c = next
		}
		parent.RemoveChild(parent, l)
	}
	if title != nil {
		title.Parent().RemoveChild(title.Parent(), title)
	}
}
