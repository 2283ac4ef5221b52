package index

import (
	"math"
	"slices"
)

// A choice is one decision that fitLogit learns from: which of several
// alternatives, described by numbers, was right.
type choice struct {
	alternatives [][]float64
	right        int
	weight       float64
}

// fitLogit returns the weights of a conditional logit model (McFadden 1974):
// the probability of an alternative is proportional to the exponential of its
// weighted numbers. It maximizes the likelihood less penalty times half the
// squared distance of the weights from prior, by Newton's method.
func fitLogit(choices []choice, prior []float64, penalty float64) []float64 {
	n := len(prior)
	w := make([]float64, n)
	copy(w, prior)
	for range 30 {
		gradient := make([]float64, n)
		hessian := make([][]float64, n)
		for i := range hessian {
			hessian[i] = make([]float64, n)
			hessian[i][i] = penalty
			gradient[i] = -penalty * (w[i] - prior[i])
		}
		for _, c := range choices {
			p := softmax(c.alternatives, w)
			mean := make([]float64, n)
			for a, x := range c.alternatives {
				for i := range n {
					mean[i] += p[a] * x[i]
				}
			}
			for i := range n {
				gradient[i] += c.weight * (c.alternatives[c.right][i] - mean[i])
				for j := range n {
					second := 0.0
					for a, x := range c.alternatives {
						second += p[a] * x[i] * x[j]
					}
					hessian[i][j] += c.weight * (second - mean[i]*mean[j])
				}
			}
		}
		step := solve(hessian, gradient)
		size := 0.0
		for i := range step {
			size = max(size, math.Abs(step[i]))
		}
		if size < 1e-6 {
			break
		}
		// Newton's step can overshoot far from the optimum: halve it until it
		// climbs.
		for before := objective(choices, w, prior, penalty); size > 1e-6; size /= 2 {
			next := slices.Clone(w)
			for i := range next {
				next[i] += step[i]
				step[i] /= 2
			}
			if objective(choices, next, prior, penalty) > before {
				w = next
				break
			}
		}
	}
	return w
}

// objective is what fitLogit maximizes.
func objective(choices []choice, w, prior []float64, penalty float64) float64 {
	sum := 0.0
	for i := range w {
		sum -= penalty / 2 * (w[i] - prior[i]) * (w[i] - prior[i])
	}
	for _, c := range choices {
		sum += c.weight * math.Log(max(softmax(c.alternatives, w)[c.right], 1e-300))
	}
	return sum
}

func softmax(alternatives [][]float64, w []float64) []float64 {
	out := make([]float64, len(alternatives))
	top, total := math.Inf(-1), 0.0
	for a, x := range alternatives {
		for i := range w {
			out[a] += w[i] * x[i]
		}
		top = max(top, out[a])
	}
	for a := range out {
		out[a] = math.Exp(out[a] - top)
		total += out[a]
	}
	for a := range out {
		out[a] /= total
	}
	return out
}

// solve returns x of m x = b for a symmetric positive definite m, which it
// overwrites, by Gaussian elimination with partial pivoting.
func solve(m [][]float64, b []float64) []float64 {
	n := len(b)
	for i := range n {
		pivot := i
		for j := i + 1; j < n; j++ {
			if math.Abs(m[j][i]) > math.Abs(m[pivot][i]) {
				pivot = j
			}
		}
		m[i], m[pivot] = m[pivot], m[i]
		b[i], b[pivot] = b[pivot], b[i]
		for j := i + 1; j < n; j++ {
			f := m[j][i] / m[i][i]
			for k := i; k < n; k++ {
				m[j][k] -= f * m[i][k]
			}
			b[j] -= f * b[i]
		}
	}
	x := make([]float64, n)
	for i := n - 1; i >= 0; i-- {
		x[i] = b[i]
		for k := i + 1; k < n; k++ {
			x[i] -= m[i][k] * x[k]
		}
		x[i] /= m[i][i]
	}
	return x
}
