package main

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"payhelp/bot/web/poster"
	"payhelp/knowledge"
	"payhelp/locales"
)

type posterFlags struct {
	kb    kbFlags
	place string
	langs []string
	out   string
	url   string
}

func newPoster() *cobra.Command {
	var f posterFlags
	cmd := &cobra.Command{
		Use:   "poster --place ID --out FILE.pdf",
		Short: "Draw a poster with a QR code for a counter, a hotel or a taxi",
		Long: `Draw an A4 poster, a PDF: a QR code that opens the page with the place known,
and one line in each language. It needs fonts of all scripts, such as those of
fonts-noto-core and fonts-noto-cjk; the page /poster?place=ID prints the same
with a browser's.`,
		Example: `  payhelp poster --place airport-taiyuan-wusu --url https://payhelp.example --out poster.pdf
  payhelp poster --place airport-taiyuan-wusu --lang zh,en,ja,ko --out poster.pdf`,
		Args: arguments(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch base, err := url.Parse(f.url); {
			case f.place == "" || f.out == "":
				return usageError{errors.New("--place ID and --out FILE.pdf are required; see `payhelp poster --help`")}
			case err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https":
				return usageError{fmt.Errorf("--url %q is not an address such as https://payhelp.example", f.url)}
			}
			for _, lang := range f.langs {
				if err := checkLang(lang); err != nil {
					return err
				}
			}
			if !cmd.Flags().Changed("url") {
				fmt.Fprintf(cmd.ErrOrStderr(), "payhelp: the code leads to %s; give the public address of the service with --url\n", f.url)
			}
			return drawPoster(f)
		},
	}
	cmd.Flags().StringVar(&f.kb.dir, "kb", "", "directory of a knowledge base (default: the one built into the program)")
	cmd.Flags().StringVar(&f.place, "place", "", "id of the place")
	cmd.Flags().StringSliceVar(&f.langs, "lang", append([]string{"zh", "en"}, others()...), "languages of the lines, the first two large")
	cmd.Flags().StringVar(&f.out, "out", "", "file to write")
	cmd.Flags().StringVar(&f.url, "url", "http://127.0.0.1:8080", "public address of the service")
	_ = cmd.MarkFlagDirname("kb")
	_ = cmd.MarkFlagFilename("out", "pdf")
	return cmd
}

// others returns the supported languages that are not large on a poster.
func others() []string {
	return slices.DeleteFunc(locales.Supported(), func(l string) bool { return l == locales.English || l == locales.Chinese })
}

func drawPoster(f posterFlags) error {
	base, err := f.kb.load()
	if err != nil {
		return err
	}
	place := base.Place(f.place)
	if place == nil {
		return fmt.Errorf("there is no place %q; the places of the knowledge base are %s", f.place, placeIDs(base))
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	cache = filepath.Join(cache, "payhelp", "fonts")
	if err := os.MkdirAll(cache, 0o700); err != nil {
		return fmt.Errorf("font cache: %w", err)
	}
	letters, err := poster.FindLetters(cache)
	if err != nil {
		return err
	}
	p := poster.Poster{Title: "payhelp: " + place.NameIn(locales.Chinese), URL: strings.TrimSuffix(f.url, "/") + "/p/" + url.PathEscape(place.ID)}
	for _, lang := range []string{locales.Chinese, locales.English} {
		if name := place.Name[lang]; name != "" {
			p.Place = append(p.Place, poster.Line{Lang: lang, Text: name})
		}
	}
	for _, lang := range f.langs {
		text := locales.Text(lang, "UiPosterLine", nil)
		if lang != locales.English && text == locales.Text(locales.English, "UiPosterLine", nil) {
			continue // not translated yet: English is there once already
		}
		p.Lines = append(p.Lines, poster.Line{Lang: lang, Text: text})
	}
	return writeFile(f.out, func(file *os.File) error { return p.Write(file, letters) })
}

// writeFile writes a file whole or not at all.
func writeFile(name string, write func(*os.File) error) error {
	file, err := os.CreateTemp(filepath.Dir(name), ".payhelp-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	defer os.Remove(file.Name()) //nolint:errcheck // gone where it was renamed
	if err := errors.Join(write(file), file.Chmod(0o644), file.Close()); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if err := os.Rename(file.Name(), name); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

func placeIDs(base *knowledge.Base) string {
	var ids []string
	for _, p := range base.Places {
		ids = append(ids, p.ID)
	}
	return strings.Join(ids, " ")
}
