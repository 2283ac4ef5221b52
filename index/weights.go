package index

// weights are the linear weights of all classes, feature by feature, rounded
// to a byte with one scale a feature: a question has some hundred features and
// each is one short run of memory.
type weights struct {
	Classes int
	Values  []byte   // int8, feature*Classes + class
	Scales  float32s // by feature; the last is the bias
}

// quantize lays out weights by class, as trainSVM returns them.
func quantize(byClass [][]float32) *weights {
	if len(byClass) == 0 {
		return &weights{}
	}
	features := len(byClass[0])
	w := &weights{Classes: len(byClass), Values: make([]byte, features*len(byClass)), Scales: make(float32s, features)}
	for f := range features {
		top := float32(0)
		for c := range byClass {
			top = max(top, byClass[c][f], -byClass[c][f])
		}
		if top == 0 {
			continue
		}
		w.Scales[f] = top / 127
		for c := range byClass {
			x := byClass[c][f] / w.Scales[f]
			if x >= 0 {
				x += 0.5
			} else {
				x -= 0.5
			}
			w.Values[f*len(byClass)+c] = byte(int8(x))
		}
	}
	return w
}

// score adds the decision values of q to out, which has one entry a class.
func (w *weights) score(q vector, out []float32) {
	w.add(len(w.Scales)-1, 1, out)
	for i, id := range q.ids {
		w.add(int(id), q.values[i], out)
	}
}

func (w *weights) add(feature int, x float32, out []float32) {
	x *= w.Scales[feature]
	if x == 0 {
		return
	}
	row := w.Values[feature*w.Classes:][:w.Classes]
	for c, b := range row {
		out[c] += x * float32(int8(b))
	}
}
