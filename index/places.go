package index

import (
	"context"
	"fmt"
	"math"
	"strconv"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/geo"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"

	"payhelp/knowledge"
)

// A Point is a position in WGS84 degrees.
type Point struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}

// Valid reports whether the Point is on Earth.
func (p Point) Valid() bool {
	return !math.IsNaN(p.Lat) && !math.IsNaN(p.Lon) && math.Abs(p.Lat) <= 90 && math.Abs(p.Lon) <= 180
}

// A Near is a Place and how far it is.
type Near struct {
	Place    *knowledge.Place
	Distance float64 // metres as the crow flies; negative where not known
}

// PlaceQuery says which Places are wanted.
type PlaceQuery struct {
	Kinds []string // kinds of place or service, any of them; empty for all
	City  string   // English name of the city; empty for all
	From  *Point   // nil where the asker's position is not known
	Limit int
}

// Nearest returns the Places that fit q: by distance where q.From is known,
// those of unknown position last; in the order of the base where it is not.
func (ix *Index) Nearest(ctx context.Context, q PlaceQuery) ([]Near, error) {
	var out []Near
	seen := map[string]bool{}
	add := func(p *knowledge.Place, distance float64) {
		if p != nil && !seen[p.ID] && len(out) < q.Limit && (q.City == "" || p.City["en"] == q.City) {
			seen[p.ID] = true
			out = append(out, Near{p, distance})
		}
	}
	if q.From != nil {
		hits, err := ix.placesByDistance(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, h := range hits {
			if p := ix.base.Place(h.ID); p != nil && p.Position != nil {
				km := geo.Haversin(q.From.Lon, q.From.Lat, p.Position.Lon, p.Position.Lat)
				add(p, km*1000)
			}
		}
	}
	for _, p := range ix.base.Places {
		if len(q.Kinds) == 0 || offersAny(p, q.Kinds) {
			add(p, -1)
		}
	}
	return out, nil
}

func offersAny(p *knowledge.Place, kinds []string) bool {
	for _, k := range kinds {
		if p.Offers(k) {
			return true
		}
	}
	return false
}

// farthest is beyond any place that can help a visitor on the spot.
const farthest = 1000 // kilometres

func (ix *Index) placesByDistance(ctx context.Context, q PlaceQuery) (search.DocumentMatchCollection, error) {
	around := bleve.NewGeoDistanceQuery(q.From.Lon, q.From.Lat, strconv.Itoa(farthest)+"km")
	around.SetField(fieldLocation)
	all := []query.Query{around}
	if len(q.Kinds) > 0 {
		var kinds []query.Query
		for _, k := range q.Kinds {
			t := bleve.NewTermQuery(k)
			t.SetField(fieldKind)
			kinds = append(kinds, t)
		}
		all = append(all, bleve.NewDisjunctionQuery(kinds...))
	}
	request := bleve.NewSearchRequestOptions(bleve.NewConjunctionQuery(all...), len(ix.base.Places), 0, false)
	byDistance, err := search.NewSortGeoDistance(fieldLocation, "m", q.From.Lon, q.From.Lat, false)
	if err != nil {
		return nil, fmt.Errorf("sort places by distance: %w", err)
	}
	request.SortByCustom(search.SortOrder{byDistance})
	result, err := ix.text.SearchInContext(ctx, request)
	if err != nil {
		return nil, fmt.Errorf("search places: %w", err)
	}
	return result.Hits, nil
}
