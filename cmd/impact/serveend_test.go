package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
)

// Told to end while many wait for an answer, the page still gives it to each of them, and a
// client that never ends its request does not hold it up for good.
func TestServeEndsInGoodOrder(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	const asking = 20
	var inside sync.WaitGroup
	inside.Add(asking)
	free := make(chan struct{})
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- answerUntil(ctx, l, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			inside.Done()
			<-free
			_, _ = io.WriteString(w, "told")
		}))
	}()
	slow, err := net.Dial("tcp4", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close()
	if _, err := io.WriteString(slow, "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range asking {
		all.Go(func() {
			r, err := http.Get("http://" + l.Addr().String())
			if err != nil {
				t.Error(err)
				return
			}
			defer r.Body.Close()
			if body, err := io.ReadAll(r.Body); err != nil || string(body) != "told" {
				t.Errorf("%q, %v", body, err)
			}
		})
	}
	inside.Wait()
	stop()
	for { // until nobody is let in any more
		c, err := net.Dial("tcp4", l.Addr().String())
		if err != nil {
			break
		}
		_ = c.Close()
	}
	close(free)
	all.Wait()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
