package serve

import (
	"container/list"
	"context"
	"errors"
	"sync"
)

// Kept keeps values by key within a limit; those not asked for the longest go first. A
// value is made once, however many ask for it at the same time, and an error is not kept.
type Kept[V any] struct {
	limit int64
	cost  func(V) int64
	// Dropped, where not nil, is told of each value that is kept no more. It may ask for nothing.
	Dropped func(V)

	mu     sync.Mutex
	used   int64
	byKey  map[string]*list.Element
	recent *list.List // of *held[V], the last asked for first
	making map[string]*making[V]
}

type held[V any] struct {
	key   string
	value V
	cost  int64
}

type making[V any] struct {
	done  chan struct{}
	value V
	err   error
	wait  int                // how many wait for it, the maker among them
	stop  context.CancelFunc // tells the maker that nobody does
}

// NewKept keeps values whose costs add up to the limit at most.
func NewKept[V any](limit int64, cost func(V) int64) *Kept[V] {
	return &Kept[V]{limit: limit, cost: cost, byKey: map[string]*list.Element{}, recent: list.New(), making: map[string]*making[V]{}}
}

// errGone says that the maker of a value failed in a way of its own.
var errGone = errors.New("the answer was not made")

// Get is the value of a key, made where it is not kept. Who waits for another's making
// leaves when the context ends.
func (k *Kept[V]) Get(ctx context.Context, key string, build func() (V, error)) (V, error) {
	return k.GetWhile(ctx, key, func(context.Context) (V, error) { return build() })
}

// GetWhile is Get where the maker is told, by its own context, that nobody waits for the value
// any more.
func (k *Kept[V]) GetWhile(ctx context.Context, key string, build func(context.Context) (V, error)) (V, error) {
	for {
		k.mu.Lock()
		if e := k.byKey[key]; e != nil {
			k.recent.MoveToFront(e)
			v := e.Value.(*held[V]).value
			k.mu.Unlock()
			return v, nil
		}
		m := k.making[key]
		if m == nil {
			working, stop := context.WithCancel(context.WithoutCancel(ctx))
			m = &making[V]{done: make(chan struct{}), err: errGone, wait: 1, stop: stop}
			k.making[key] = m
			k.mu.Unlock()
			defer stop()
			defer context.AfterFunc(ctx, func() { k.leave(m) })()
			return k.make(key, m, func() (V, error) { return build(working) })
		}
		m.wait++
		k.mu.Unlock()
		select {
		case <-ctx.Done():
			k.leave(m)
			var none V
			return none, ctx.Err()
		case <-m.done:
		}
		// the maker's own leaving, or its fault, is not this one's
		if !errors.Is(m.err, context.Canceled) && !errors.Is(m.err, context.DeadlineExceeded) && !errors.Is(m.err, errGone) {
			return m.value, m.err
		}
		if err := ctx.Err(); err != nil {
			var none V
			return none, err
		}
	}
}

// leave takes one off those who wait.
func (k *Kept[V]) leave(m *making[V]) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if m.wait--; m.wait == 0 {
		m.stop()
	}
}

// Has reports whether the value of a key is kept, which does not count as asking for it.
func (k *Kept[V]) Has(key string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.byKey[key] != nil
}

func (k *Kept[V]) make(key string, m *making[V], build func() (V, error)) (V, error) {
	defer func() { // also where build panics
		k.mu.Lock()
		delete(k.making, key)
		if m.err == nil {
			k.put(key, m.value)
		}
		k.mu.Unlock()
		close(m.done)
	}()
	v, err := build()
	m.value, m.err = v, err
	return v, err
}

// put keeps a value, if it fits at all, and drops what is over the limit.
func (k *Kept[V]) put(key string, v V) {
	cost := k.cost(v)
	if cost > k.limit {
		return
	}
	k.byKey[key] = k.recent.PushFront(&held[V]{key, v, cost})
	for k.used += cost; k.used > k.limit; {
		e := k.recent.Back()
		h := e.Value.(*held[V])
		k.recent.Remove(e)
		delete(k.byKey, h.key)
		k.used -= h.cost
		if k.Dropped != nil {
			k.Dropped(h.value)
		}
	}
}
