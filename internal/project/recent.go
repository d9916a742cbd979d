package project

import (
	"slices"
	"sync"
)

// recent keeps the values that were last asked for, each made by the first who asks. It
// may be used by several goroutines.
type recent[K comparable, V any] struct {
	mu    sync.Mutex
	asked []K // the last asked for last
	made  map[K]func() V
}

// of is the value of a key. So many are kept; 0 is all.
func (r *recent[K, V]) of(most int, key K, build func() V) V {
	r.mu.Lock()
	if r.made == nil {
		r.made = map[K]func() V{}
	}
	made := r.made[key]
	if made == nil {
		made = sync.OnceValue(build)
		r.made[key] = made
	}
	if most > 0 {
		if i := slices.Index(r.asked, key); i >= 0 {
			r.asked = slices.Delete(r.asked, i, i+1)
		}
		if r.asked = append(r.asked, key); len(r.asked) > most {
			delete(r.made, r.asked[0])
			r.asked = slices.Delete(r.asked, 0, 1)
		}
	}
	r.mu.Unlock()
	return made()
}

// drop forgets a key.
func (r *recent[K, V]) drop(key K) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.made, key)
	r.asked = slices.DeleteFunc(r.asked, func(k K) bool { return k == key })
}

// common is what the settings of a plan have in common: mixtures by odds, and pools by the
// share served.
type common struct {
	mixtures recent[float64, *mixture]
	pools    recent[float64, []*prepared]
	stocks   recent[digest, *stocked] // by all that is not of the registry
	rows     rowsKept
}

// settingsKept is of how many settings of a dial what hangs on it is kept.
const settingsKept = 8

// mixed is the mixture of the plan at some odds.
func (p *plan) mixed(odds float64) *mixture {
	if p.common == nil {
		return p.mixture(odds)
	}
	return p.common.mixtures.of(settingsKept, odds, func() *mixture { return p.mixture(odds) })
}

// poolsAt are the pools of the plan where a share of a sentence is served.
func (p *plan) poolsAt(served float64) []*prepared {
	if p.common == nil {
		return p.prepareAll(served)
	}
	return p.common.pools.of(settingsKept, served, func() []*prepared { return p.prepareAll(served) })
}
