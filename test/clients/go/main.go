// Drives the service with Opsgenie's own Go client and says, call by call, what did not work.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"reflect"
	"regexp"
	"sync"
	"time"

	"github.com/opsgenie/opsgenie-go-sdk-v2/client"
	"github.com/sirupsen/logrus"
)

type report struct {
	Calls    int        `json:"calls"`
	Failures []string   `json:"failures"`
	Skipped  []string   `json:"skipped"`
	Requests [][]string `json:"requests"`
}

// A run of the client against the service at host, with a key of the whole account.
type run struct {
	ctx    context.Context
	config *client.Config
	host   string
	key    string
	paths  map[string]bool
	lock   sync.Mutex
	report report
}

// RoundTrip notes which operations the client calls.
func (r *run) RoundTrip(request *http.Request) (*http.Response, error) {
	r.lock.Lock()
	r.report.Requests = append(r.report.Requests, []string{request.Method, request.URL.Path})
	r.lock.Unlock()
	return http.DefaultTransport.RoundTrip(request)
}

func (r *run) failed(name string, why any) {
	r.report.Failures = append(r.report.Failures, fmt.Sprintf("%s: %v", name, why))
}

// call notes whether a call of the client succeeded, and hands its result on.
func call[Request, Result any](r *run, name string, with func(context.Context, Request) (Result, error), request Request) Result {
	r.report.Calls++
	result, err := with(r.ctx, request)
	if err != nil {
		r.failed(name, err)
	}
	return result
}

// list is call for the methods that take no request.
func list[Result any](r *run, name string, with func(context.Context) (Result, error)) Result {
	return call(r, name, func(ctx context.Context, _ struct{}) (Result, error) { return with(ctx) }, struct{}{})
}

func (r *run) equal(name string, got, want any) {
	if !reflect.DeepEqual(got, want) {
		r.failed(name, fmt.Sprintf("got %v, want %v", got, want))
	}
}

func (r *run) holds(name string, condition bool) {
	if !condition {
		r.failed(name, "does not hold")
	}
}

// parameter is one in a path; how it is called does not matter.
var parameter = regexp.MustCompile(`\{\w+\}`)

func (r *run) serves(path string) bool { return r.paths[parameter.ReplaceAllString(path, "{}")] }

// group runs calls that need one another. What the service does not serve (path is not in its document) is left out.
func (r *run) group(name, path string, calls func()) {
	if !r.serves(path) {
		r.report.Skipped = append(r.report.Skipped, name)
		return
	}
	defer func() {
		if problem := recover(); problem != nil {
			r.failed(name, fmt.Sprintf("stopped: %v", problem))
		}
	}()
	calls()
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func yes() *bool { value := true; return &value }
func no() *bool  { value := false; return &value }
func order(value int) *int {
	return &value
}
func number(value uint32) *uint32 { return &value }

func moment(value time.Time) *time.Time { return &value }

// served gives the paths of the service's own document.
func served(host string) (map[string]bool, error) {
	response, err := http.Get("http://" + host + "/openapi.json")
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	var document struct {
		Paths map[string]any `json:"paths"`
	}
	err = json.NewDecoder(response.Body).Decode(&document)
	paths := map[string]bool{}
	for path := range document.Paths {
		paths[parameter.ReplaceAllString(path, "{}")] = true
	}
	return paths, err
}

func main() {
	host, key := os.Getenv("TOCSIN_HOST"), os.Getenv("TOCSIN_KEY")
	paths, err := served(host)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 180*time.Second)
	defer cancel()
	r := &run{ctx: ctx, host: host, key: key, paths: paths}
	r.report.Failures, r.report.Skipped = []string{}, []string{}
	logger := logrus.New()
	logger.SetLevel(logrus.PanicLevel)
	r.config = &client.Config{
		ApiKey:         key,
		OpsGenieAPIURL: client.ApiUrl(host),
		RetryCount:     6,
		Logger:         logger,
		HttpClient:     &http.Client{Transport: r},
	}

	r.people()
	r.onCall()
	r.alerts()
	r.policies()
	r.integrations()
	r.heartbeats()
	r.maintenance()
	r.incidents()
	r.deployments()
	r.account()
	r.removal()
	if err := json.NewEncoder(os.Stdout).Encode(r.report); err != nil {
		os.Exit(1)
	}
}
