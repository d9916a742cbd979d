package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// browsers are the names under which browsers that print PDF are installed.
var browsers = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "microsoft-edge-stable", "msedge"}

// usualPlaces are where browsers stand that are not on the PATH, by system.
func usualPlaces(system string, env func(string) string) []string {
	var out []string
	in := func(root string, names ...string) {
		if root == "" {
			return
		}
		for _, n := range names {
			out = append(out, filepath.Join(root, filepath.FromSlash(n)))
		}
	}
	switch system {
	case "darwin":
		for _, root := range []string{"/Applications", filepath.Join(env("HOME"), "Applications")} {
			in(root, "Google Chrome.app/Contents/MacOS/Google Chrome", "Chromium.app/Contents/MacOS/Chromium", "Microsoft Edge.app/Contents/MacOS/Microsoft Edge")
		}
	case "windows":
		for _, root := range []string{"ProgramFiles", "ProgramFiles(x86)", "LocalAppData"} {
			in(env(root), "Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe", "Chromium/Application/chrome.exe")
		}
	default:
		in("/", "snap/bin/chromium", "opt/google/chrome/chrome", "opt/microsoft/msedge/msedge", "usr/lib/chromium/chromium",
			"var/lib/flatpak/exports/bin/org.chromium.Chromium", "var/lib/flatpak/exports/bin/com.google.Chrome")
	}
	return out
}

// findBrowser is the browser that the user names, or the first that is installed.
func findBrowser(named string) (string, error) {
	if named != "" {
		p, err := exec.LookPath(named)
		if err != nil {
			return "", wrongf("--browser %s: no program that can be started; the path of Chromium, Chrome or Edge would be right", named)
		}
		return p, nil
	}
	for _, n := range append(browsers, usualPlaces(runtime.GOOS, os.Getenv)...) {
		if p, err := exec.LookPath(n); err == nil {
			return p, nil
		}
	}
	return "", errors.New("--pdf: no Chromium, Chrome or Edge was found, neither on the PATH nor where they usually are; installing one, or --browser with its path, would be right (any browser can also open report.html and print it)")
}

// printTime is how long a browser may take.
const printTime = 3 * time.Minute

// printPDF prints a page to a PDF through a browser that runs alone: without a window,
// a network, or the user's own settings. It writes into folder, which is the caller's to
// remove.
func printPDF(browser, page, folder string) ([]byte, error) {
	page, err := filepath.Abs(page)
	if err != nil {
		return nil, err
	}
	folder, err = filepath.Abs(folder)
	if err != nil {
		return nil, err
	}
	out := filepath.Join(folder, "page.pdf")
	ctx, stop := context.WithTimeout(context.Background(), printTime)
	defer stop()
	cmd := exec.CommandContext(ctx, browser, browserFlags(page, out, filepath.Join(folder, "profile"))...)
	cmd.WaitDelay = 5 * time.Second
	var talk bytes.Buffer
	cmd.Stderr = &talk
	err = cmd.Run()
	if ctx.Err() != nil {
		return nil, fmt.Errorf("%s: not done after %s; another --browser would be right", browser, printTime)
	}
	pdf, readErr := os.ReadFile(out)
	if err != nil || readErr != nil || !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		return nil, fmt.Errorf("%s printed no PDF (%v): %s", browser, errors.Join(err, readErr), lastLine(talk.String()))
	}
	return pdf, nil
}

// browserFlags are the arguments that make a browser print a page and leave.
func browserFlags(page, out, profile string) []string {
	path := filepath.ToSlash(page)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/…
	}
	args := []string{"--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-extensions", "--disable-sync",
		"--disable-background-networking", "--disable-component-update", "--disable-default-apps", "--disable-crash-reporter",
		"--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=127.0.0.1:9", "--user-data-dir=" + profile,
		"--export-tagged-pdf", "--generate-pdf-document-outline", "--no-pdf-header-footer", "--print-to-pdf-no-header",
		"--virtual-time-budget=20000", "--print-to-pdf=" + out}
	if os.Geteuid() == 0 {
		args = append(args, "--no-sandbox") // which Chromium refuses to root
	}
	return append(args, (&url.URL{Scheme: "file", Path: path}).String())
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}
