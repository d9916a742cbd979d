package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"
)

// terminal is a pseudo-terminal of a width, and what reads what is drawn on it.
func terminal(t *testing.T, width uint16) (tty *os.File, drawn func() string) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no pseudo-terminal: %v", err)
	}
	control := func(request uintptr, arg unsafe.Pointer) {
		t.Helper()
		if _, _, no := syscall.Syscall(syscall.SYS_IOCTL, master.Fd(), request, uintptr(arg)); no != 0 {
			t.Skipf("no pseudo-terminal: %v", no)
		}
	}
	var unlock, number int32
	control(syscall.TIOCSPTLCK, unsafe.Pointer(&unlock))
	control(syscall.TIOCGPTN, unsafe.Pointer(&number))
	size := [4]uint16{40, width, 0, 0}
	control(syscall.TIOCSWINSZ, unsafe.Pointer(&size))
	if tty, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0); err != nil {
		t.Skipf("no pseudo-terminal: %v", err)
	}
	var b bytes.Buffer
	end := make(chan struct{})
	go func() {
		defer close(end)
		io.Copy(&b, master) // ends with an error when the terminal is closed
	}()
	return tty, func() string {
		tty.Close()
		<-end
		master.Close()
		return b.String()
	}
}

// On a terminal a run, a reduction and a batch say what they are at after the reading too,
// unless told not to.
func TestBusy(t *testing.T) {
	for _, c := range []struct {
		more  []string
		shows bool
	}{{nil, true}, {[]string{"--no-progress"}, false}, {[]string{"--quiet"}, false}} {
		tty, drawn := terminal(t, 100)
		a := &app{stdout: io.Discard, stderr: tty, quiet: slices.Contains(c.more, "--quiet")}
		stop := a.busy("writing", slices.Contains(c.more, "--no-progress"))
		time.Sleep(400 * time.Millisecond)
		stop()
		stop() // twice does no harm
		if text := drawn(); strings.Contains(text, "writing") != c.shows {
			t.Errorf("%v draws %q", c.more, text)
		}
	}
	charges, dir := write(t, "c.csv", "statute\n53a-83\n"), t.TempDir()
	plan := write(t, "p.yaml", "plan: p\nscenarios: ct-tip-council\ndraws: 0\n")
	for _, args := range [][]string{
		{"run", charges, "--draws", "0", "--switches=false", "--out", filepath.Join(dir, "run"), "--quiet"},
		{"reduce", charges, "--out", filepath.Join(dir, "reduced"), "--no-progress"},
		{"batch", plan, charges, "--out", filepath.Join(dir, "batch"), "--no-progress", "--threshold", "0"},
	} {
		tty, drawn := terminal(t, 100)
		code := run(args, io.Discard, tty)
		if text := drawn(); code != exitDone || strings.Contains(text, "\x1b[") {
			t.Errorf("%v: exit %d, draws %q", args, code, text)
		}
	}
}

// On a terminal a run and a batch show how far they are, and end.
func TestTerminal(t *testing.T) {
	plan := write(t, "p.yaml", "plan: p\nscenarios: [\"null\", pa-17-32]\ndraws: 0\n")
	for _, width := range []uint16{0, 100} {
		for what, args := range map[string][]string{"reading ": {"run", "--draws", "0", "--switches=false"}, "jobs ": {"batch", plan}} {
			tty, drawn := terminal(t, width)
			var out bytes.Buffer
			code := run(append(args, "--out", filepath.Join(t.TempDir(), "o")), &out, tty)
			text := drawn()
			if code != exitDone {
				t.Errorf("%v on %d columns: exit %d\n%s", args, width, code, text)
			}
			if shown := strings.Contains(text, what) && strings.Contains(text, "━"); width == 0 && shown {
				t.Errorf("%v draws on a terminal without a width", args)
			}
		}
	}
}
