package web

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// A schema is the part of JSON Schema that the OpenAPI document uses.
type schema struct {
	Ref        string             `json:"$ref"`
	Type       any                `json:"type"` // a word or several
	Properties map[string]*schema `json:"properties"`
	Required   []string           `json:"required"`
	Items      *schema            `json:"items"`
	Values     *schema            `json:"additionalProperties"`
	AllOf      []*schema          `json:"allOf"`
	OneOf      []*schema          `json:"oneOf"`
	Enum       []any              `json:"enum"`
}

type describedCall struct {
	Responses map[string]struct {
		Content map[string]struct {
			Schema *schema `json:"schema"`
		} `json:"content"`
	} `json:"responses"`
}

type description struct {
	Paths      map[string]map[string]describedCall `json:"paths"`
	Components struct {
		Schemas map[string]*schema `json:"schemas"`
	} `json:"components"`
	patterns map[string]*regexp.Regexp
}

var described = sync.OnceValue(func() *description {
	d := &description{patterns: map[string]*regexp.Regexp{}}
	if err := json.Unmarshal(openAPIDocument, d); err != nil {
		panic(err)
	}
	for path := range d.Paths {
		d.patterns[path] = regexp.MustCompile("^" + regexp.MustCompile(`\\\{[a-z]+\\\}`).ReplaceAllString(regexp.QuoteMeta(path), `[^/]+`) + "$")
	}
	return d
})

// checkDescribed holds an answer in JSON against the OpenAPI document: what is
// in it is described, what is required is in it, and types and words are those
// that are listed.
func checkDescribed(t *testing.T, method, path string, status int, body []byte) {
	t.Helper()
	d := described()
	path, _, _ = strings.Cut(path, "?")
	name := ""
	for p, pattern := range d.patterns {
		// Of /sign-on/callback and /{id} the one without a name is meant.
		if pattern.MatchString(path) && d.Paths[p][strings.ToLower(method)].Responses != nil && (name == "" || !strings.Contains(p, "{")) {
			name = p
		}
	}
	if name == "" {
		t.Errorf("%s %s is not described", method, path)
		return
	}
	response, ok := d.Paths[name][strings.ToLower(method)].Responses[fmt.Sprint(status)]
	if !ok {
		t.Errorf("%s %s answers %d, which is not described", method, name, status)
		return
	}
	if len(body) == 0 {
		return
	}
	kind := "application/json"
	if status >= 400 {
		kind = "application/problem+json"
	}
	content, ok := response.Content[kind]
	if !ok {
		t.Errorf("%s %s: an answer of %d has no %s", method, name, status, kind)
		return
	}
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		t.Errorf("%s %s: %v", method, name, err)
		return
	}
	for _, problem := range d.check(content.Schema, v, "") {
		t.Errorf("%s %s %d: %s", method, name, status, problem)
	}
}

// checkEvent holds the data of an event against a schema of the document.
func checkEvent(t *testing.T, name, data string) {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(data), &v); err != nil {
		t.Fatal(err)
	}
	for _, problem := range described().check(&schema{Ref: "#/components/schemas/" + name}, v, name) {
		t.Errorf("event: %s", problem)
	}
}

// flat resolves references and joins what allOf holds together.
func (d *description) flat(s *schema) *schema {
	if s == nil {
		return &schema{}
	}
	if s.Ref != "" {
		return d.flat(d.Components.Schemas[s.Ref[strings.LastIndex(s.Ref, "/")+1:]])
	}
	if len(s.AllOf) == 0 {
		return s
	}
	out := &schema{Type: "object", Properties: map[string]*schema{}}
	for _, part := range s.AllOf {
		part = d.flat(part)
		for name, p := range part.Properties {
			out.Properties[name] = p
		}
		out.Required = append(out.Required, part.Required...)
	}
	return out
}

func (d *description) check(s *schema, v any, at string) []string {
	s = d.flat(s)
	if len(s.OneOf) > 0 {
		for _, one := range s.OneOf {
			if len(d.check(one, v, at)) == 0 {
				return nil
			}
		}
		return append(d.check(s.OneOf[0], v, at), at+" is none of what it may be")
	}
	types := typesOf(s.Type)
	if typeOf(v) == "integer" && slices.Contains(types, "number") {
		types = nil // a whole number is a number
	}
	if len(types) > 0 && !slices.Contains(types, typeOf(v)) {
		return []string{fmt.Sprintf("%s is %s, described as %v", at, typeOf(v), s.Type)}
	}
	if len(s.Enum) > 0 && !slices.Contains(s.Enum, v) {
		return []string{fmt.Sprintf("%s is %v, which is not listed", at, v)}
	}
	var out []string
	switch v := v.(type) {
	case map[string]any:
		for _, name := range s.Required {
			if _, ok := v[name]; !ok {
				out = append(out, at+"."+name+" is missing")
			}
		}
		for name, value := range v {
			switch {
			case s.Properties[name] != nil:
				out = append(out, d.check(s.Properties[name], value, at+"."+name)...)
			case s.Values != nil:
				out = append(out, d.check(s.Values, value, at+"."+name)...)
			case s.Properties != nil:
				out = append(out, at+"."+name+" is not described")
			}
		}
	case []any:
		for i, value := range v {
			out = append(out, d.check(s.Items, value, fmt.Sprintf("%s[%d]", at, i))...)
		}
	}
	return out
}

func typesOf(t any) []string {
	switch t := t.(type) {
	case string:
		return []string{t}
	case []any:
		var out []string
		for _, one := range t {
			out = append(out, fmt.Sprint(one))
		}
		return out
	}
	return nil
}

func typeOf(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case float64:
		if v == float64(int64(v)) {
			return "integer"
		}
		return "number"
	case []any:
		return "array"
	}
	return "object"
}
