# The book's two routes on OTP alone: a process for each connection on gen_tcp,
# a GenServer for each list, three workers that write whole lists to files.
#
#     elixir todo_peer.exs PORT FOLDER
#
# It is shaped as the single-node system of Elixir in Action, chapter 11, is,
# with less in between: no web framework, no pool that loses what it is told.
# As there, "OK" is said before anything is written, and nothing is synced.

defmodule Peer.Worker do
  use GenServer

  def start_link({folder, id}) do
    GenServer.start_link(__MODULE__, folder, name: name(id))
  end

  def child_spec({_, id} = args) do
    %{id: {__MODULE__, id}, start: {__MODULE__, :start_link, [args]}}
  end

  def store(key, list), do: GenServer.cast(worker(key), {:store, key, list})
  def get(key), do: GenServer.call(worker(key), {:get, key}, :infinity)

  @impl true
  def init(folder), do: {:ok, folder}

  @impl true
  def handle_cast({:store, key, list}, folder) do
    File.write!(path(folder, key), :erlang.term_to_binary(list))
    {:noreply, folder}
  end

  @impl true
  def handle_call({:get, key}, _, folder) do
    list =
      case File.read(path(folder, key)) do
        {:ok, bytes} -> :erlang.binary_to_term(bytes)
        {:error, :enoent} -> nil
      end

    {:reply, list, folder}
  end

  defp worker(key), do: name(:erlang.phash2(key, 3) + 1)
  defp name(id), do: :"worker_#{id}"
  defp path(folder, key), do: Path.join(folder, Base.url_encode64(key))
end

defmodule Peer.List do
  use GenServer, restart: :temporary

  @expiry :timer.seconds(60)

  def start_link(name), do: GenServer.start_link(__MODULE__, name, name: via(name))

  # Looks first, as chapter 12 does, so that no single process is asked.
  def server(name) do
    case Registry.lookup(Peer.Registry, name) do
      [{pid, _}] -> pid
      [] -> start(name)
    end
  end

  def add_entry(server, entry), do: GenServer.cast(server, {:add, entry})
  def entries(server, date), do: GenServer.call(server, {:entries, date}, :infinity)

  @impl true
  def init(name) do
    {:ok, {name, Peer.Worker.get(name) || {1, %{}}}, @expiry}
  end

  @impl true
  def handle_cast({:add, entry}, {name, {id, entries}}) do
    list = {id + 1, Map.put(entries, id, entry)}
    Peer.Worker.store(name, list)
    {:noreply, {name, list}, @expiry}
  end

  @impl true
  def handle_call({:entries, date}, _, {_, {_, entries}} = state) do
    found = for {_, {^date, title}} <- entries, do: title
    {:reply, found, state, @expiry}
  end

  @impl true
  def handle_info(:timeout, state), do: {:stop, :normal, state}

  defp start(name) do
    case DynamicSupervisor.start_child(Peer.Lists, {__MODULE__, name}) do
      {:ok, pid} -> pid
      {:error, {:already_started, pid}} -> pid
    end
  end

  defp via(name), do: {:via, Registry, {Peer.Registry, name}}
end

defmodule Peer.Web do
  @options [:binary, packet: :http_bin, active: false, reuseaddr: true, nodelay: true, backlog: 1024]

  def listen(port) do
    {:ok, listener} = :gen_tcp.listen(port, [{:ip, {127, 0, 0, 1}} | @options])
    {:ok, port} = :inet.port(listener)
    IO.puts("Listening on http://127.0.0.1:#{port}")
    accept(listener)
  end

  defp accept(listener) do
    {:ok, socket} = :gen_tcp.accept(listener)
    connection = spawn(fn -> receive do: (:go -> serve(socket)) end)
    :ok = :gen_tcp.controlling_process(socket, connection)
    send(connection, :go)
    accept(listener)
  end

  defp serve(socket) do
    with {:ok, {:http_request, method, {:abs_path, target}, _}} <- :gen_tcp.recv(socket, 0),
         :ok <- skip_headers(socket) do
      {status, body} = answer(method, URI.parse(target))
      length = Integer.to_string(byte_size(body))
      head = ["HTTP/1.1 ", status, "\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: "]
      :ok = :gen_tcp.send(socket, [head, length, "\r\n\r\n", body])
      serve(socket)
    else
      _ -> :gen_tcp.close(socket)
    end
  end

  defp skip_headers(socket) do
    case :gen_tcp.recv(socket, 0) do
      {:ok, :http_eoh} -> :ok
      {:ok, {:http_header, _, _, _, _}} -> skip_headers(socket)
      other -> other
    end
  end

  defp answer(:GET, %URI{path: "/entries", query: query}) do
    %{"list" => list, "date" => date} = URI.decode_query(query)
    date = Date.from_iso8601!(date)
    titles = list |> Peer.List.server() |> Peer.List.entries(date)
    {"200 OK", titles |> Enum.map(&"#{date} #{&1}") |> Enum.join("\n")}
  end

  defp answer(:POST, %URI{path: "/add_entry", query: query}) do
    %{"list" => list, "date" => date, "title" => title} = URI.decode_query(query)
    entry = {Date.from_iso8601!(date), title}
    list |> Peer.List.server() |> Peer.List.add_entry(entry)
    {"200 OK", "OK"}
  end

  defp answer(_, _), do: {"404 Not Found", "not found"}
end

[port, folder] = System.argv()
File.mkdir_p!(folder)

{:ok, _} =
  Supervisor.start_link(
    [
      {Registry, name: Peer.Registry, keys: :unique},
      %{
        id: :workers,
        type: :supervisor,
        start:
          {Supervisor, :start_link,
           [for(id <- 1..3, do: {Peer.Worker, {folder, id}}), [strategy: :one_for_one]]}
      },
      {DynamicSupervisor, name: Peer.Lists, strategy: :one_for_one}
    ],
    strategy: :one_for_one
  )

Peer.Web.listen(String.to_integer(port))
