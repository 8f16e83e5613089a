//! What members see of each other's ends, silence and absence.

use std::collections::BTreeSet;

use crate::cluster::{Cluster, SIZE, across, all_but, name, pairs};
use crate::member::Kind::{self, Erlang, Ours};

/// What befalls a cluster.
#[derive(Clone, Copy)]
enum Loss {
    /// A member ends, with no chance to say farewell, and starts again.
    Kill(usize),
    /// A member hangs for so long that all others give it up, and goes on.
    Freeze(usize),
    /// One of two ends their connection.
    Disconnect(usize, usize),
    /// The network ends the connection of two.
    Cut(usize, usize),
    /// These and all others hear nothing of each other, for so long that they
    /// give each other up.
    Split(&'static [usize]),
}

#[test]
fn five_of_ours_lose_and_regain_members() {
    lose(
        [Ours; SIZE],
        &[
            Loss::Kill(4),
            Loss::Freeze(1),
            Loss::Disconnect(2, 3),
            Loss::Cut(0, 4),
            Loss::Split(&[0, 3]),
        ],
    );
}

#[test]
fn four_of_erlang_and_one_of_ours_lose_and_regain_members() {
    let kinds = [Erlang, Erlang, Ours, Erlang, Erlang];
    lose(
        kinds,
        &[
            Loss::Kill(2),
            Loss::Kill(4),
            Loss::Freeze(2),
            Loss::Disconnect(2, 3),
            Loss::Cut(1, 2),
            Loss::Split(&[0, 2]),
        ],
    );
}

#[test]
fn three_of_ours_and_two_of_erlang_lose_and_regain_members() {
    let kinds = [Ours, Erlang, Ours, Erlang, Ours];
    lose(
        kinds,
        &[
            Loss::Kill(4),
            Loss::Kill(3),
            Loss::Freeze(1),
            Loss::Disconnect(1, 2),
            Loss::Cut(2, 3),
            Loss::Split(&[1, 4]),
        ],
    );
}

fn lose(kinds: [Kind; SIZE], losses: &[Loss]) {
    let Some(mut cluster) = Cluster::start(kinds) else { return };
    for loss in losses {
        cluster.watches();
        match *loss {
            Loss::Kill(victim) => kill(&mut cluster, victim),
            Loss::Freeze(victim) => freeze(&mut cluster, victim),
            Loss::Disconnect(one, other) => {
                let disconnect = format!("disconnect {}", name(other));
                assert_eq!(cluster.member(one).ask(&disconnect), "true");
                fall_apart(&mut cluster, one, other);
            }
            Loss::Cut(one, other) => {
                cluster.cuts(one, other);
                fall_apart(&mut cluster, one, other);
            }
            Loss::Split(part) => split(&mut cluster, part),
        }
        cluster.were_told_once();
    }
    cluster.watches();
    cluster.end_all_servers();
}

fn kill(cluster: &mut Cluster, victim: usize) {
    cluster.member(victim).kill();
    is_lost(cluster, victim);
    cluster.starts_again(victim);
    let others = all_but(victim);
    cluster.join(victim, others[0]);
}

fn freeze(cluster: &mut Cluster, victim: usize) {
    let others = all_but(victim);
    let pizza = format!("pizza{victim}");
    let claim = format!("claim {pizza}");
    assert_eq!(cluster.member(victim).ask(&claim), "yes");
    cluster.meets();
    cluster.member(victim).freeze();
    is_lost(cluster, victim);
    // Its names are free, and one of them is given away.
    let heir = others[1];
    assert_eq!(cluster.member(heir).ask(&claim), "yes");
    cluster.until("all know the heir", |cluster| cluster.is_part(&others));
    cluster.member(victim).thaw();
    for other in &others {
        cluster.hear_of(&[victim], *other);
    }
    cluster.until("it knows that it is alone", |cluster| {
        cluster.is_part(&[victim])
    });
    meet(cluster, &pizza, [victim, heir]);
}

fn split(cluster: &mut Cluster, part: &[usize]) {
    let rest: Vec<_> = (0..SIZE).filter(|it| !part.contains(it)).collect();
    cluster.splits(part, &rest);
    for (one, other) in across(part, &rest) {
        cluster.hear_of(&[one], other);
        cluster.hear_of(&[other], one);
    }
    cluster.until("they are apart", |cluster| {
        cluster.is_part(part) && cluster.is_part(&rest)
    });
    // Nobody was lost within a part.
    for (one, other) in across(part, part).chain(across(&rest, &rest)) {
        if one != other {
            assert_eq!(cluster.told(one, other), [0; 5]);
        }
    }
    let owners = [part[1], rest[1]];
    for owner in owners {
        assert_eq!(cluster.member(owner).ask("claim cake"), "yes");
    }
    cluster.until("each part has an owner", |cluster| {
        cluster.is_part(part) && cluster.is_part(&rest)
    });
    cluster.heals();
    meet(cluster, "cake", owners);
}

/// Connects two that both have the owner of a name. When all have met one of
/// the owners has it, on all nodes, and the other is killed.
fn meet(cluster: &mut Cluster, shared: &str, owners: [usize; 2]) {
    let owner = |cluster: &mut Cluster, member: usize| {
        cluster.names(member).get(shared).cloned()
    };
    for member in owners {
        assert_eq!(owner(cluster, member), Some(name(member)));
    }
    cluster.join(owners[0], owners[1]);
    let first = owner(cluster, owners[0]).unwrap() == name(owners[0]);
    let [one, other] = owners;
    let (winner, loser) = if first { (one, other) } else { (other, one) };
    assert_eq!(owner(cluster, loser), Some(name(winner)));
    let lost = format!("lost {shared} killed");
    cluster.until("one of the two was killed", |cluster| {
        cluster.member(loser).ask("nodes");
        cluster.member(loser).events().contains(&lost)
    });
    cluster.member(winner).ask("nodes");
    let not_lost = !cluster.member(winner).events().contains(&lost);
    assert!(not_lost, "both owners of {shared} were killed");
}

/// Waits until all others have lost a member, and sees that they have lost
/// nobody else.
fn is_lost(cluster: &mut Cluster, victim: usize) {
    let others = all_but(victim);
    cluster.hear_of(&others, victim);
    cluster.until("its names are gone", |cluster| cluster.is_part(&others));
    for one in &others {
        for other in others.iter().filter(|it| *it != one) {
            assert_eq!(cluster.told(*one, *other), [0; 5]);
        }
        assert_eq!(cluster.told(*one, victim), [1; 5]);
    }
}

/// Two have lost each other. Partitions do not overlap: in the end each is connected to all that any of
/// those is connected to, and the two are not in the same part.
fn fall_apart(cluster: &mut Cluster, one: usize, other: usize) {
    cluster.until("the parts do not overlap", |cluster| {
        let parts = (0..SIZE).map(|member| {
            let mut part = cluster.nodes(member);
            part.insert(member);
            part
        });
        let parts: Vec<BTreeSet<_>> = parts.collect();
        !parts[one].contains(&other)
            && parts
                .iter()
                .all(|part| part.iter().all(|it| parts[*it] == *part))
            && parts.iter().all(|part| {
                cluster.is_part(&part.iter().copied().collect::<Vec<_>>())
            })
    });
    for (one, other) in pairs() {
        if !cluster.nodes(one).contains(&other) {
            cluster.hear_of(&[one], other);
        }
    }
    cluster.join_all();
}
