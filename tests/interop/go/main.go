// Command interop runs operations of etcd's Go packages for the interoperation tests of ectl. It prints
// one line per event, for the tests only.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/client/v3/concurrency"
	"go.etcd.io/etcd/client/v3/namespace"
	"go.etcd.io/etcd/client/v3/naming/endpoints"
	"go.etcd.io/etcd/client/v3/naming/resolver"
	"go.uber.org/zap"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	health "google.golang.org/grpc/health/grpc_health_v1"
)

const patience = 20 * time.Second

var commands = map[string]func(context.Context, *clientv3.Client, []string) error{
	"list":     list,
	"records":  records,
	"contend":  contend,
	"add":      add,
	"delete":   remove,
	"watch":    watch,
	"dial":     dial,
	"fill":     fill,
	"lock":     lock,
	"rpclock":  rpcLock,
	"trylock":  tryLock,
	"campaign": campaign,
	"leader":   leader,
	"observe":  observe,
	"range":    keysOf,
	"exchange": exchange,
	"leased":   leased,
	"changes":  changes,
}

func main() {
	if len(os.Args) < 3 || commands[os.Args[1]] == nil {
		fail(errors.New("usage: interop COMMAND NAME [ARGUMENT…]"))
	}
	client, err := clientv3.New(clientv3.Config{
		Endpoints:   strings.Split(os.Getenv("ETCDCTL_ENDPOINTS"), ","),
		DialTimeout: patience,
		// Closing the client may log a closed watch, but stderr is for failures only.
		Logger: zap.NewNop(),
	})
	if err != nil {
		fail(err)
	}
	defer client.Close()
	if prefix := os.Getenv("INTEROP_NAMESPACE"); prefix != "" {
		client.KV = namespace.NewKV(client.KV, prefix)
		client.Watcher = namespace.NewWatcher(client.Watcher, prefix)
		client.Lease = namespace.NewLease(client.Lease, prefix)
	}
	if err := commands[os.Args[1]](context.Background(), client, os.Args[2:]); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// waitForTerm waits for SIGTERM, with which the tests stop the program.
func waitForTerm() {
	term := make(chan os.Signal, 1)
	signal.Notify(term, syscall.SIGTERM)
	<-term
}

func list(ctx context.Context, client *clientv3.Client, words []string) error {
	manager, err := endpoints.NewManager(client, words[0])
	if err != nil {
		return err
	}
	found, err := manager.List(ctx)
	if err != nil {
		return err
	}
	text, err := json.Marshal(found)
	fmt.Println(string(text))
	return err
}

// records prints one JSON object per endpoint that has an address, ordered by key.
func records(ctx context.Context, client *clientv3.Client, words []string) error {
	manager, err := endpoints.NewManager(client, words[0])
	if err != nil {
		return err
	}
	found, err := manager.List(ctx)
	if err != nil {
		return err
	}
	lines := json.NewEncoder(os.Stdout)
	for _, key := range slices.Sorted(maps.Keys(found)) {
		endpoint := found[key]
		if endpoint.Addr == "" {
			continue
		}
		line := map[string]any{"key": key, "addr": endpoint.Addr, "metadata": endpoint.Metadata}
		if err := lines.Encode(line); err != nil {
			return err
		}
	}
	return nil
}

func add(ctx context.Context, client *clientv3.Client, words []string) error {
	manager, err := endpoints.NewManager(client, words[0])
	if err != nil {
		return err
	}
	lease, err := client.Grant(ctx, 60)
	if err != nil {
		return err
	}
	endpoint := endpoints.Endpoint{Addr: words[1], Metadata: map[string]any{"zone": "b"}}
	return manager.AddEndpoint(ctx, words[0]+"/"+words[1], endpoint, clientv3.WithLease(lease.ID))
}

func remove(ctx context.Context, client *clientv3.Client, words []string) error {
	manager, err := endpoints.NewManager(client, words[0])
	if err != nil {
		return err
	}
	return manager.DeleteEndpoint(ctx, words[0]+"/"+words[1])
}

// watch prints one line per update: "+ KEY ADDR" or "- KEY".
func watch(ctx context.Context, client *clientv3.Client, words []string) error {
	manager, err := endpoints.NewManager(client, words[0])
	if err != nil {
		return err
	}
	updates, err := manager.NewWatchChannel(ctx)
	if err != nil {
		return err
	}
	go func() {
		for batch := range updates {
			for _, update := range batch {
				if update.Op == endpoints.Add {
					fmt.Println("+", update.Key, update.Endpoint.Addr)
				} else {
					fmt.Println("-", update.Key)
				}
			}
		}
	}()
	waitForTerm()
	return nil
}

// dial connects to a gRPC server found by etcd's resolver, and prints its health. The tests register
// etcd itself, which serves gRPC health checks.
func dial(ctx context.Context, client *clientv3.Client, words []string) error {
	found, err := resolver.NewBuilder(client)
	if err != nil {
		return err
	}
	connection, err := grpc.NewClient("etcd:///"+words[0], grpc.WithResolvers(found),
		grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer connection.Close()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	request := &health.HealthCheckRequest{}
	answer, err := health.NewHealthClient(connection).Check(ctx, request, grpc.WaitForReady(true))
	if err != nil {
		return err
	}
	fmt.Println(answer.Status)
	return nil
}

// keysOf prints the keys and values of a range: all, from KEY on, with a prefix, or from KEY up to END.
func keysOf(ctx context.Context, client *clientv3.Client, words []string) error {
	var option clientv3.OpOption
	switch words[0] {
	case "from":
		option = clientv3.WithFromKey()
	case "prefix":
		option = clientv3.WithPrefix()
	default:
		option = clientv3.WithRange(words[2])
	}
	found, err := client.Get(ctx, words[1], option)
	if err != nil {
		return err
	}
	for _, kv := range found.Kvs {
		fmt.Printf("%s\n%s\n", kv.Key, kv.Value)
	}
	return nil
}

// exchange puts the second value if the key has the first, else reads all keys, in nested transactions.
func exchange(ctx context.Context, client *clientv3.Client, words []string) error {
	key, old, value := words[0], words[1], words[2]
	inner := clientv3.OpTxn(nil, []clientv3.Op{clientv3.OpPut(key, value, clientv3.WithPrevKV())}, nil)
	all := clientv3.OpGet("", clientv3.WithPrefix())
	done, err := client.Txn(ctx).If(clientv3.Compare(clientv3.Value(key), "=", old)).
		Then(inner).Else(all).Commit()
	if err != nil {
		return err
	}
	for _, response := range done.Responses {
		if txn := response.GetResponseTxn(); txn != nil {
			previous := txn.Responses[0].GetResponsePut().PrevKv
			fmt.Printf("%s was %s\n", previous.Key, previous.Value)
			continue
		}
		for _, kv := range response.GetResponseRange().Kvs {
			fmt.Printf("%s\n%s\n", kv.Key, kv.Value)
		}
	}
	return nil
}

// leased prints the keys of a lease.
func leased(ctx context.Context, client *clientv3.Client, words []string) error {
	id, err := strconv.ParseInt(words[0], 16, 64)
	if err != nil {
		return err
	}
	state, err := client.TimeToLive(ctx, clientv3.LeaseID(id), clientv3.WithAttachedKeys())
	if err != nil {
		return err
	}
	for _, key := range state.Keys {
		fmt.Println(string(key))
	}
	return nil
}

// changes prints the events of keys with a prefix, from the first revision on.
func changes(ctx context.Context, client *clientv3.Client, words []string) error {
	watched := client.Watch(ctx, words[0], clientv3.WithPrefix(), clientv3.WithRev(1), clientv3.WithPrevKV())
	go func() {
		for response := range watched {
			for _, event := range response.Events {
				fmt.Println(event.Type)
				if event.PrevKv != nil {
					fmt.Printf("%s\n%s\n", event.PrevKv.Key, event.PrevKv.Value)
				}
				fmt.Printf("%s\n%s\n", event.Kv.Key, event.Kv.Value)
			}
		}
	}()
	waitForTerm()
	return nil
}

func lock(ctx context.Context, client *clientv3.Client, words []string) error {
	session, err := concurrency.NewSession(client, concurrency.WithTTL(10))
	if err != nil {
		return err
	}
	defer session.Close()
	mutex := concurrency.NewMutex(session, words[0])
	if err := mutex.Lock(ctx); err != nil {
		return err
	}
	fmt.Println(mutex.Key())
	waitForTerm()
	return mutex.Unlock(ctx)
}

// rpcLock holds a lock of the Lock service that runs within etcd, called as JSON.
func rpcLock(ctx context.Context, client *clientv3.Client, words []string) error {
	var held struct {
		Key []byte `json:"key"`
	}
	if err := post(client, "lock", map[string]any{"name": []byte(words[0])}, &held); err != nil {
		return err
	}
	fmt.Println(string(held.Key))
	waitForTerm()
	return post(client, "unlock", held, &struct{}{})
}

func post(client *clientv3.Client, method string, request, answer any) error {
	body, err := json.Marshal(request)
	if err != nil {
		return err
	}
	url := "http://" + strings.TrimPrefix(client.Endpoints()[0], "http://") + "/v3/lock/" + method
	response, err := http.Post(url, "application/json", bytes.NewReader(body))
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return errors.New(response.Status)
	}
	return json.NewDecoder(response.Body).Decode(answer)
}

// contend acquires and releases a lock in a loop until SIGTERM. While it holds the lock, it creates the
// directory "in", which fails if another holder has created it, appends the create revision of its key
// to the file "order", and puts the key "fence". After the release it verifies that this put fails.
func contend(ctx context.Context, client *clientv3.Client, words []string) error {
	session, err := concurrency.NewSession(client, concurrency.WithTTL(30))
	if err != nil {
		return err
	}
	defer session.Close()
	term := make(chan os.Signal, 1)
	signal.Notify(term, syscall.SIGTERM)
	for len(term) == 0 {
		mutex := concurrency.NewMutex(session, words[0])
		if err := mutex.Lock(ctx); err != nil {
			return err
		}
		if err := enter(ctx, client, mutex, words[1]); err != nil {
			return err
		}
		if err := mutex.Unlock(ctx); err != nil {
			return err
		}
		if held, err := fence(ctx, client, mutex); err != nil || held {
			return errors.Join(err, errors.New("a write succeeded after the lock was released"))
		}
	}
	return nil
}

func enter(ctx context.Context, client *clientv3.Client, mutex *concurrency.Mutex, directory string) error {
	in := filepath.Join(directory, "in")
	if err := os.Mkdir(in, 0o700); err != nil {
		return err
	}
	key, err := client.Get(ctx, mutex.Key())
	if err != nil || len(key.Kvs) != 1 {
		return errors.Join(err, errors.New("the key of the lock is gone"))
	}
	order, err := os.OpenFile(filepath.Join(directory, "order"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer order.Close()
	if _, err := fmt.Fprintln(order, key.Kvs[0].CreateRevision, "go"); err != nil {
		return err
	}
	held, err := fence(ctx, client, mutex)
	if err != nil || !held {
		return errors.Join(err, errors.New("a write failed although the lock is held"))
	}
	return os.Remove(in)
}

func fence(ctx context.Context, client *clientv3.Client, mutex *concurrency.Mutex) (bool, error) {
	answer, err := client.Txn(ctx).If(mutex.IsOwner()).Then(clientv3.OpPut("fence", "go")).Commit()
	if err != nil {
		return false, err
	}
	return answer.Succeeded, nil
}

func tryLock(ctx context.Context, client *clientv3.Client, words []string) error {
	session, err := concurrency.NewSession(client, concurrency.WithTTL(10))
	if err != nil {
		return err
	}
	defer session.Close()
	mutex := concurrency.NewMutex(session, words[0])
	switch err := mutex.TryLock(ctx); {
	case err == nil:
		fmt.Println("free")
		return mutex.Unlock(ctx)
	case errors.Is(err, concurrency.ErrLocked):
		fmt.Println("taken")
		return nil
	default:
		return err
	}
}

func campaign(ctx context.Context, client *clientv3.Client, words []string) error {
	session, err := concurrency.NewSession(client, concurrency.WithTTL(10))
	if err != nil {
		return err
	}
	defer session.Close()
	election := concurrency.NewElection(session, words[0])
	if err := election.Campaign(ctx, words[1]); err != nil {
		return err
	}
	fmt.Println(election.Key())
	waitForTerm()
	return election.Resign(ctx)
}

func leader(ctx context.Context, client *clientv3.Client, words []string) error {
	session, err := concurrency.NewSession(client, concurrency.WithTTL(10))
	if err != nil {
		return err
	}
	defer session.Close()
	answer, err := concurrency.NewElection(session, words[0]).Leader(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("%s %s\n", answer.Kvs[0].Key, answer.Kvs[0].Value)
	return nil
}

func observe(ctx context.Context, client *clientv3.Client, words []string) error {
	session, err := concurrency.NewSession(client, concurrency.WithTTL(10))
	if err != nil {
		return err
	}
	defer session.Close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	leaders := concurrency.NewElection(session, words[0]).Observe(ctx)
	go func() {
		for answer := range leaders {
			fmt.Println(string(answer.Kvs[0].Value))
		}
	}()
	waitForTerm()
	return nil
}

// fill puts COUNT keys with values of 100 bytes below a prefix: four clients at a time, in transactions of
// 128 puts. The benchmark compares "ectl import" with it.
func fill(ctx context.Context, client *clientv3.Client, words []string) error {
	const clients, batch = 4, 128
	count, err := strconv.Atoi(words[1])
	if err != nil {
		return err
	}
	value := strings.Repeat("v", 100)
	starts := make(chan int)
	errs := make(chan error, clients)
	var group sync.WaitGroup
	for range clients {
		group.Add(1)
		go func() {
			defer group.Done()
			own, err := clientv3.New(clientv3.Config{Endpoints: client.Endpoints(), Logger: zap.NewNop()})
			if err == nil {
				defer own.Close()
			}
			// After an error the rest is received, so that the sender does not wait.
			for start := range starts {
				if err != nil {
					continue
				}
				var puts []clientv3.Op
				for n := start; n < min(start+batch, count); n++ {
					puts = append(puts, clientv3.OpPut(fmt.Sprintf("%s%08d", words[0], n), value))
				}
				_, err = own.Txn(ctx).Then(puts...).Commit()
			}
			errs <- err
		}()
	}
	for start := 0; start < count; start += batch {
		starts <- start
	}
	close(starts)
	group.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
