package main

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"io"

	"impact/internal/paper"
)

//go:embed sheet.html
var sheetSource string

//go:embed sheet.css
var sheetStyle string

var sheet = template.Must(template.New("sheet").Parse(sheetSource))

// writeSheet writes a document as one HTML file that loads nothing from anywhere.
func writeSheet(w io.Writer, d *paper.Document) error {
	var body bytes.Buffer
	if err := d.WriteHTML(&body, 2); err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(sheetStyle))
	return sheet.Execute(w, struct {
		Title, Policy string
		Style         template.CSS
		Body          template.HTML
	}{d.Title, "default-src 'none'; img-src data:; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'",
		template.CSS(sheetStyle), template.HTML(body.String())})
}

// putSheet writes a document as a page into a new file, or with force in the place of
// an old one.
func putSheet(name string, d *paper.Document, force bool) (err error) {
	var page bytes.Buffer
	if err := writeSheet(&page, d); err != nil {
		return err
	}
	return putFile(name, page.Bytes(), force)
}
