use super::{VECTORS, expected, on, unpacked};

#[test]
fn status_is_that_of_etcdutl() {
    for name in VECTORS {
        let (_folder, file) = unpacked(name);
        let json = expected(&format!("{name}.db 3.7.1-status"));
        on(&file, "snapshot status {} -w json").run().prints(&format!("{json}\n"));
    }
}

#[test]
fn status_in_all_formats() {
    let (_folder, file) = unpacked("v37-full");
    let (_folder, old) = unpacked("v35-empty");
    on(&file, "snapshot status {}").run().prints("be846125, 143, 280, 115 kB, 3.7.0\n");
    on(&old, "snapshot status {}").run().prints("ab0c172a, 0, 0, 20 kB, \n");
    on(&file, "snapshot status {} -w fields").run().prints(
        "\"Hash\" : 3196346661\n\"Revision\" : 143\n\"Keys\" : 280\n\"Size\" : 114688\n\
         \"Version\" : 3.7.0\n",
    );
    on(&file, "snapshot status {} -w jsonl").run().prints(
        "{\"hash\":\"be846125\",\"revision\":\"143\",\"total_keys\":\"280\",\
         \"total_size\":\"114688\",\"version\":\"3.7.0\"}\n",
    );
    on(&file, "snapshot status {} -w protobuf")
        .run()
        .fails(4, "Error: protobuf not supported as output format\n");
}

#[test]
fn files_that_are_not_databases_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("f");
    let name = file.to_str().unwrap();
    let status = || on(&file, "snapshot status {}").run();
    status().fails(1, &format!("Error: stat {name}: no such file or directory\n"));
    std::fs::write(&file, "").unwrap();
    status().fails(1, &format!("Error: invalid database\nhint: {name} is empty\n"));
    std::fs::write(&file, [b'x'; 9000]).unwrap();
    status().fails_part(1, "Error: invalid database\n");
    on(folder.path(), "snapshot status {}").run().fails_part(1, "is a directory");
}
