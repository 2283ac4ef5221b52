package knowledge

import (
	"io/fs"
	"sync"

	"go.yaml.in/yaml/v4"
)

// A Concept is a thing, a step or a symptom that visitors name in many ways.
// Concepts cross languages: they help to find, and they gloss a message for
// staff who do not read its language.
type Concept struct {
	ID    string              `yaml:"id"`
	Kind  string              `yaml:"kind"`  // app card bank step symptom thing document place person
	Name  map[string]string   `yaml:"name"`  // label for staff, by language
	Terms map[string][]string `yaml:"terms"` // what visitors call it, by language
}

// A LockedTerm is a name or a button label that stands in texts exactly as on
// the phone or the sign.
type LockedTerm struct {
	Text  string   `yaml:"text"`
	Wrong []string `yaml:"wrong"` // spellings that a text must not have
}

// A Glossary holds the Concepts and the LockedTerms.
type Glossary struct {
	Concepts []Concept    `yaml:"concepts"`
	Locked   []LockedTerm `yaml:"locked"`
}

// builtInGlossary returns the glossary that is part of the program, without its
// locked terms: those bind the built-in texts only.
var builtInGlossary = sync.OnceValue(func() Glossary {
	var g Glossary
	data, err := fs.ReadFile(Embedded(), "glossary.yaml")
	if err != nil {
		return g
	}
	if err := yaml.Load(data, &g); err != nil {
		panic("knowledge: the built-in glossary does not load: " + err.Error())
	}
	g.Locked = nil
	return g
})
