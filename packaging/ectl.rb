class Ectl < Formula
  desc "Command-line client for etcd v3, compatible with etcdctl"
  homepage "@homepage@"
  version "@version@"
  license any_of: ["MIT", "Apache-2.0"]

  # The static binaries are for Linux; elsewhere, ectl is built from source.
  on_linux do
    on_intel do
      url "@downloads@/ectl-@version@-x86_64-unknown-linux-musl.tar.gz"
      sha256 "@x86_64-unknown-linux-musl@"
    end
    on_arm do
      url "@downloads@/ectl-@version@-aarch64-unknown-linux-musl.tar.gz"
      sha256 "@aarch64-unknown-linux-musl@"
    end
  end

  on_macos do
    url "@downloads@/ectl-@version@-source.tar.gz"
    sha256 "@source@"
    depends_on "protobuf" => :build
    depends_on "rust" => :build
  end

  def install
    if OS.mac?
      system "cargo", "install", *std_cargo_args
    else
      bin.install "ectl"
    end
    man1.install Dir["man/*.1"]
    man7.install Dir["man/*.7"]
    bash_completion.install "completions/ectl.bash" => "ectl"
    zsh_completion.install "completions/_ectl"
    fish_completion.install "completions/ectl.fish"
  end

  test do
    assert_match "ectl #{version} ", shell_output("#{bin}/ectl --version")
  end
end
