using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HwbcPortal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class CpdLog : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<decimal>(
                name: "CpdHoursAYear",
                table: "Pcns",
                type: "TEXT",
                precision: 18,
                scale: 10,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "CpdEntries",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    CoachId = table.Column<Guid>(type: "TEXT", nullable: false),
                    On = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Hours = table.Column<decimal>(type: "TEXT", precision: 18, scale: 10, nullable: false),
                    What = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Reflection = table.Column<string>(type: "TEXT", maxLength: 5000, nullable: true),
                    RemovedUtc = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Version = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CpdEntries", x => x.Id);
                    table.ForeignKey(
                        name: "FK_CpdEntries_Coaches_CoachId",
                        column: x => x.CoachId,
                        principalTable: "Coaches",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_CpdEntries_CoachId_On",
                table: "CpdEntries",
                columns: new[] { "CoachId", "On" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "CpdEntries");

            migrationBuilder.DropColumn(
                name: "CpdHoursAYear",
                table: "Pcns");
        }
    }
}
