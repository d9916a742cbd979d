package report

import (
	"bytes"
	"encoding/csv"
	"testing"
)

// What a spreadsheet would reckon is a text, and nothing else changes.
func TestHarmless(t *testing.T) {
	for text, want := range map[string]string{
		"=1+1": "'=1+1", "+1+1": "'+1+1", "-2+3": "'-2+3", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r\n=1": "'\r\n=1", " =1": "' =1", "\x00=1": "'\x00=1", "\u200b=1": "'\u200b=1", "＝1+1": "'＝1+1",
		"=cmd|' /C calc'!A0": "'=cmd|' /C calc'!A0", "-inf": "'-inf", "-0x10": "'-0x10", "--1": "'--1", "+": "+", "-": "-", "": "", " ": " ",
		"-1": "-1", "-1.5e-7": "-1.5e-7", "+3": "+3", "White": "White", "a=1": "a=1", "'=1": "'=1", "53a-82": "53a-82", "–5": "–5", "withheld": "withheld",
	} {
		if got := Harmless(text); got != want {
			t.Errorf("%q is written %q, want %q", text, got, want)
		}
	}
}

// A record is not changed by being written, and reads back as it was made harmless.
func TestSafeCSV(t *testing.T) {
	record := []string{"=1+1", "x", "-1", "\"=1\""}
	var b bytes.Buffer
	w := NewSafeCSV(&b)
	if err := w.Write(record); err != nil {
		t.Fatal(err)
	}
	w.Flush()
	if record[0] != "=1+1" {
		t.Errorf("the record became %q", record)
	}
	got, err := csv.NewReader(&b).Read()
	if err != nil || got[0] != "'=1+1" || got[1] != "x" || got[2] != "-1" || got[3] != "\"=1\"" {
		t.Errorf("%q, %v", got, err)
	}
}
