package stats

import "math"

// A Level is a series that wanders around an unknown mean and is seen with noise:
// z = mean + d + noise, where d, the deviation, keeps a share Damping of itself
// from one time to the next and takes a shock. Damping 1 with Start 0 is the local
// level model of Durbin and Koopman (2012, chapter 2). The three variances are in
// the square of the unit of z.
type Level struct {
	Damping float64 // in [0, 1]
	Shock   float64 // variance of the shocks
	Noise   float64 // variance of the noise, above 0
	Start   float64 // variance of the first deviation
}

// LogLik is the log likelihood of the series with the mean integrated out under a
// flat prior (the exact diffuse likelihood).
func (l Level) LogLik(z []float64) float64 { return l.filter(z).logLik }

// A filtered is what the Kalman filter knows after the last time: the mean, and
// the deviation given the mean, deviation - mean*slope, with their variances.
type filtered struct {
	logLik               float64
	mean, meanVar        float64
	deviation, slope, at float64 // at is the variance of the deviation given the mean
}

// filter runs the Kalman filter on the series and, with the same gains, on a series
// of ones, whose regression gives the mean (de Jong 1991).
func (l Level) filter(z []float64) filtered {
	f := filtered{at: l.Start}
	fit, ones, cross := 0.0, 0.0, 0.0
	det := 1.0
	logDet := 0.0
	for i, y := range z {
		if i > 0 {
			f.deviation *= l.Damping
			f.slope *= l.Damping
			f.at = l.Damping*l.Damping*f.at + l.Shock
		}
		v, e := y-f.deviation, 1-f.slope
		variance := f.at + l.Noise
		gain := f.at / variance
		f.deviation += gain * v
		f.slope += gain * e
		f.at *= l.Noise / variance
		fit += v * v / variance
		ones += e * e / variance
		cross += e * v / variance
		if det *= variance; i%8 == 7 { // one logarithm for eight variances
			logDet += math.Log(det)
			det = 1
		}
	}
	logDet += math.Log(det)
	f.mean, f.meanVar = cross/ones, 1/ones
	f.logLik = -0.5 * (float64(len(z)-1)*2*halfLog2Pi + logDet + math.Log(ones) + fit - cross*cross/ones)
	return f
}
