package knowledge

// A Place is where a person or a machine helps with a payment. What is not
// known is empty, never guessed.
type Place struct {
	ID         string            `yaml:"id"`
	Kind       string            `yaml:"kind"` // such as airport, station, sight, bank, atm, exchange, consultation
	Name       map[string]string `yaml:"name"` // by language; "zh" as written on the door
	City       map[string]string `yaml:"city"`
	Address    string            `yaml:"address"` // Chinese, to show to a taxi driver
	Position   *Position         `yaml:"position"`
	Phone      string            `yaml:"phone"`
	Hours      string            `yaml:"hours"` // opening_hours syntax of OpenStreetMap, China time
	Languages  []string          `yaml:"languages"`
	Services   []Service         `yaml:"services"`
	Confidence string            `yaml:"confidence"` // that it exists under this name: confirmed, known or unsure
	Note       map[string]string `yaml:"note"`
	Sources    []Source          `yaml:"sources"`
	Checked    Date              `yaml:"checked"`
}

// A Position is a point in WGS84 degrees.
type Position struct {
	Lat        float64 `yaml:"lat"`
	Lon        float64 `yaml:"lon"`
	ErrorKM    float64 `yaml:"error_km"`   // likely error in kilometres
	Confidence string  `yaml:"confidence"` // high, medium or low
}

// A Service is what a Place offers, as far as it is confirmed.
type Service struct {
	Kind       string            `yaml:"kind"`
	Ref        string            `yaml:"ref"`
	Text       map[string]string `yaml:"text"`
	Source     Source            `yaml:"source"`
	Confidence string            `yaml:"confidence"`
}

// NameIn returns the Place's name in lang, else in English, else in Chinese.
func (p *Place) NameIn(lang string) string { return pick(p.Name, lang) }

// Offers reports whether the Place is of the kind or has such a Service.
func (p *Place) Offers(kind string) bool {
	if p.Kind == kind {
		return true
	}
	for _, s := range p.Services {
		if s.Kind == kind {
			return true
		}
	}
	return false
}
